// docs/ledger.md in another language, to hold the specification to what it says. Reads JSON lines of
// {export, heads: [[chain, count, hash]]} and writes one of findings [[chain, number, what]] for each.
import { createHash } from "node:crypto";
import { createInterface } from "node:readline";

const FORMS = {
  chain: /^(0|[1-9][0-9]{0,4})$/, number: /^[1-9][0-9]*$/, at: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/,
  desk: /^[\p{L}\p{N}_ .-]{1,32}$/u, person: /^(0|[1-9][0-9]{0,6})$/, kind: /^[a-z]+(-[a-z]+)*$/, body: /^\{[^]*\}$/,
  id: /^[0-9A-Za-z_-]{1,64}$/, previous: /^[0-9a-f]{64}$/, hash: /^[0-9a-f]{64}$/,
};
const NUMBERS = new Set(["chain", "number", "person"]);
const SHORT = { '"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

const byCodePoint = (one, other) => {
  const a = [...one], b = [...other];
  for (let i = 0; i < Math.min(a.length, b.length); i++)
    if (a[i] !== b[i]) return a[i].codePointAt(0) - b[i].codePointAt(0);
  return a.length - b.length;
};

const text = (value) => {
  let out = '"';
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i);
    if (SHORT[value[i]]) out += SHORT[value[i]];
    else out += unit >= 0x20 && unit <= 0x7e ? value[i] : "\\u" + unit.toString(16).padStart(4, "0");
  }
  return out + '"';
};

const spelled = (value) => {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") return text(value);
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new Error("number");
    return String(value); // of -0 too: "0", its one spelling
  }
  if (Array.isArray(value)) return `[${value.map(spelled).join(",")}]`;
  return `{${Object.keys(value).sort(byCodePoint).map((key) => `${text(key)}:${spelled(value[key])}`).join(",")}}`;
};

const parsed = (said) => {
  try {
    const value = JSON.parse(said);
    return value !== null && typeof value === "object" && !Array.isArray(value) && spelled(value) === said ? value : null;
  } catch {
    return null;
  }
};

const isEntry = (entry) =>
  entry !== null && Object.keys(entry).length === 10 &&
  Object.keys(FORMS).every((name) => typeof entry[name] === (NUMBERS.has(name) ? "number" : "string"));

const wrongWith = (entry, end) => {
  if (entry.number !== end.count + 1) return "gap";
  if (entry.previous !== end.hash) return "link";
  const array = Object.keys(FORMS).filter((name) => name !== "hash")
    .map((name) => (name === "body" ? entry.body : spelled(entry[name]))).join(",");
  const isAscii = /^[\x00-\x7f]*$/.test(array);
  if (!isAscii || entry.hash !== createHash("sha256").update(`[${array}]`, "latin1").digest("hex")) return "hash";
  if (parsed(entry.body) === null || !Object.entries(FORMS).every(([name, form]) => form.test(String(entry[name])))) return "form";
  return entry.at < end.at ? "time" : "";
};

const verify = (whole, heads) => {
  const ends = new Map(), found = [], wanted = [...heads], opened = new Set([0]);
  const lines = whole.split(/(?<=\n)/).filter((line) => line !== "");
  let chain = 0;
  for (const line of lines) {
    const entry = line.endsWith("\n") ? parsed(line.slice(0, -1)) : null;
    if (!isEntry(entry)) return [[chain, (ends.get(chain)?.count ?? 0) + 1, "form"]];
    if (entry.chain < chain || (entry.chain !== chain && ends.has(entry.chain))) return [[entry.chain, entry.number, "chain"]];
    chain = entry.chain;
    if (!ends.has(chain)) ends.set(chain, { count: 0, hash: "0".repeat(64), at: "", broken: false });
    const end = ends.get(chain);
    if (end.broken) continue;
    const what = wrongWith(entry, end);
    if (what) {
      end.broken = true;
      found.push([chain, end.count + 1, what]);
      continue;
    }
    Object.assign(end, { count: entry.number, hash: entry.hash, at: entry.at });
    for (let i = wanted.length - 1; i >= 0; i--) {
      const [where, count, digest] = wanted[i];
      if (where !== chain || count !== entry.number) continue;
      wanted.splice(i, 1);
      if (!entry.hash.startsWith(digest) || (digest.length > 0 && digest.length < 8)) found.push([chain, count, "head"]);
    }
    if (chain === 0 && (entry.kind === "batch-opened" || entry.kind === "checkpoint")) {
      const said = JSON.parse(entry.body);
      const head = entry.kind === "batch-opened" ? [said.opened, 1, ""] : [said.of, said.count, said.head];
      if (!Number.isInteger(head[0]) || !Number.isInteger(head[1]) || typeof head[2] !== "string" || head[0] === 0) {
        end.broken = true;
        found.push([0, entry.number, "form"]);
        continue;
      }
      wanted.push(head);
      if (entry.kind === "batch-opened") opened.add(head[0]);
    }
  }
  for (const [where, count] of wanted) if (count > 0 && !ends.get(where)?.broken) found.push([where, count, "tail"]);
  for (const where of ends.keys()) if (!opened.has(where)) found.push([where, 1, "chain"]);
  return [...new Set(found.map((one) => JSON.stringify(one)))].map((one) => JSON.parse(one));
};

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  process.stdout.write(JSON.stringify(verify(asked.export, asked.heads)) + "\n");
}
