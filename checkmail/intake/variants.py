"""Characters that are taken for one another in names, and the one form that a name has then.

Two kinds stand together here because both lead to the same mistake at a desk: other forms of
one character (斉 and 齊), and other characters that look or sound alike (渡部 and 渡辺, 太 and 大).
Whether two names are the same person's is never decided by this, only whether a person looks.
"""

from __future__ import annotations

from typing import Final

from checkmail.intake.folding import fold_name

FORMS: Final = (
    "斉斎齋齊齎亝", "辺邉邊", "高髙", "崎﨑嵜碕埼", "浜濱濵", "吉𠮷", "徳德", "沢澤", "広廣", "島嶋嶌嶼", "富冨",
    "桑桒", "柳栁", "桜櫻", "国國圀", "関關", "黒黑", "藪籔薮", "瀬瀨", "恵惠", "真眞", "礼禮", "条條",
    "長镸", "竜龍", "滝瀧", "万萬", "与與", "亀龜", "仏佛", "伝傳", "会會", "体體", "余餘", "来來",
    "価價", "児兒", "党黨", "円圓", "写寫", "処處", "剣劍剱劔釼", "効效", "励勵", "労勞", "勲勳勛", "区區",
    "医醫", "単單", "厳嚴", "収收", "参參", "双雙", "台臺", "号號", "団團", "図圖", "囲圍", "圧壓",
    "塩鹽", "増增", "壮壯", "声聲", "壱壹", "変變", "奥奧", "奨奬", "嬢孃", "学學", "宝寶寳", "実實",
    "寛寬", "寿壽", "対對", "専專", "将將", "尭堯", "巌巖", "岳嶽", "峰峯", "巣巢", "帯帶", "帰歸",
    "庁廳", "弥彌", "弾彈", "当當", "径徑", "従從", "応應", "恒恆", "悦悅", "懐懷", "戸戶", "戻戾",
    "払拂", "抜拔", "拝拜", "拠據", "拡擴", "挙擧", "捜搜", "揺搖", "摂攝", "数數", "斎齋", "断斷",
    "旧舊", "昇昻昂", "晃晄", "晩晚", "暁曉", "曽曾", "栄榮", "桧檜", "検檢", "楽樂", "楼樓", "槙槇",
    "概槪", "様樣", "横橫", "欧歐", "歓歡", "歩步", "歳歲", "歴歷", "気氣", "氷冰", "涙淚", "浅淺",
    "済濟", "渋澁", "渉涉", "渓溪", "温溫", "湾灣", "満滿", "灯燈", "炉爐", "為爲", "焼燒", "煕熙凞",
    "猫貓", "献獻", "瑶瑤", "畑畠", "画畫", "畳疊", "発發", "県縣", "砕碎", "砺礪", "禄祿", "禅禪",
    "秋秌", "称稱", "穂穗", "穣穰", "窪窊", "粛肅", "経經", "緑綠", "緒緖", "総總", "縁緣", "縄繩",
    "繊纖", "缶罐", "聡聰", "聴聽", "胆膽", "脳腦", "芦蘆", "芸藝", "荘莊", "蔵藏", "薫薰", "虫蟲",
    "蛍螢", "蝉蟬", "衛衞", "装裝", "褒襃", "覚覺", "覧覽", "観觀", "触觸", "訳譯", "証證", "誉譽",
    "読讀", "諌諫", "豊豐", "賛贊", "頼賴", "転轉", "軽輕", "辞辭", "逓遞", "遅遲", "遥遙", "郎郞",
    "郷鄕", "醤醬", "釈釋", "鉄鐵銕", "鉱鑛", "銭錢", "鋭銳", "錬鍊", "録錄", "鎌鐮", "鎮鎭", "閉閇",
    "間閒", "闘鬪", "陥陷", "険險", "随隨", "隠隱", "隣鄰", "雑雜", "霊靈", "青靑", "静靜", "頬頰",
    "顔顏", "顕顯", "駅驛", "駆驅", "騒騷", "験驗", "髄髓", "鯵鰺", "鴎鷗", "鶏鷄雞", "鶴靏靍", "麦麥",
    "麺麵", "黄黃", "黙默", "歯齒", "齢齡", "鴬鶯", "淵渕渊", "館舘", "凉涼", "略畧", "松枩柗", "杉椙",
    "船舩", "橋槗", "土圡", "蕊蕋蘂", "彦彥", "産產", "穏穩", "弁辨瓣辯", "群羣", "毘毗", "氏氐", "熊熋",
)  # fmt: skip
"""Forms of one character, old, new and common by hand, as family registers hold them. Compatibility
ideographs (塚, 神, 福 …) need no line: NFKC joins them."""

ALIKE: Final = (
    "太大", "末未", "土士", "千干", "己巳已", "日曰", "刀力", "入人", "鳥烏", "侯候", "孝考", "幸辛",
    "治冶", "壁璧", "裕祐佑", "史吏", "亘互", "令今", "延廷", "季李", "栗粟", "萩荻", "柏伯", "陽腸",
    "綱網", "伸仲", "菅管", "藤籐", "川河", "坂阪", "原源", "野埜", "村邨", "部辺邉邊", "崇祟", "徹撤",
)  # fmt: skip
"""Other characters, taken for one another by eye or, with the same reading, by ear."""


def _one_forms() -> dict[int, str]:
    """Every character of a family -> the first of it; families that share a character are one."""
    first: dict[str, str] = {}
    for family in (*FORMS, *ALIKE):
        joined = {first.get(character, character) for character in family}
        chosen = first.get(family[0], family[0])
        first |= {character: chosen for character, old in first.items() if old in joined}
        first |= dict.fromkeys(family, chosen)
    return {ord(character): chosen for character, chosen in first.items() if character != chosen}


_ONE_FORM: Final = _one_forms()


def one_form(name: str) -> str:
    """A name with one character for each family, width, blanks and selectors folded: equal for look-alikes."""
    return fold_name(name).translate(_ONE_FORM)
