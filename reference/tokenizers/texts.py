"""Texts that tokenizers stumble over: a fixed list, and as many random mixtures as asked for."""

import random

SENTENCES = [
    "The quick brown fox doesn't jump over 13 lazy dogs; they'll've slept, I'm sure (aren't you?).",
    "Größe und Straße, Ärger über Öl — „naïve“ Façade, Œuvre, Ægir, Þór, ĲSSEL ŉ ǰ İstanbul ıspanak",
    "Слон и Ёжик: Привет, мир! Це їжак; ѣ ѳ ѵ",
    "Η ταχεία αλεπού ΣΑΣ σας, ΟΔΟΣ. ᾼ ᾳ ΐ ΰ ᾷ",
    "שָׁלוֹם עוֹלָם, מה שלומך?",
    "مَرْحَبًا بِالْعَالَم، كيف حالك؟ لا ﷲ ﷺ ۱۲۳ ١٢٣",
    "नमस्ते दुनिया क्षत्रिय क़ ज़ १२३",
    "বাংলা ভাষা ো ৌ য়",
    "ਪੰਜਾਬੀ ਸ਼ ગુજરાતી ଓଡ଼ିଆ",
    "தமிழ் மொழி கொ కన్నడ తెలుగు ಕೊ",
    "മലയാളം ൊ සිංහල ෙ ා",
    "สวัสดีชาวโลก น้ำ ลาว ນ້ຳ",
    "བོད་སྐད ཀྵ မြန်မာ ភាសាខ្មែរ",
    "ქართული ენა ᲐᲑᲒ Հայերեն եւ և",
    "አማርኛ ᏣᎳᎩ ꮳꮃꭹ ᐃᓄᒃᑎᑐᑦ ᠮᠣᠩᠭᠣᠯ",
    "我今天能为你做什么？「中文」、标点。𠀀𪜀﨑豈鶴",
    "日本語のテスト、カタカナとひらがな。ﾊﾝｶｸ ｶﾞｷﾞ ー〜 が が ゕ㍿ ㋿",
    "안녕하세요 세계 각 힣 ㄱㅏ 각 각 ﾡￂ",
    "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𝟘𝟙𝟚 ⅷ Ⅷ ½ ⅓ x² ₃ ① ㊿ ፩ 〇",
    "ﬁn ﬂy ﬃ ﬆ Ａｂｃ１２３！ ｋ㎏ ㎞ ℡ ™ ℃ Å Ω K",
    "🙂👍🏽👨‍👩‍👧‍👦🏳️‍🌈🇩🇪🇫🇷 ❤️ 1️⃣ #️⃣ 🧑🏿‍🚀",
    "e\u0301 e\u0323\u0307 s\u0307\u0323 ṩ \u1e9b\u0323 a\u0328\u0301\u0300 q\u0307\u0323 \u0344 \u0f73 ệ Ǖ",
    "\u0301leading mark, \u0323\u0307 marks \u0300",
    "zalgo H̷̢̛e̵͎͝l̶̰̀l̴̥̈o̷̻͂",
    "a\u200bb\u200cc\u200dd\u200ee\u2060f\u00adg\ufeffh\u061ci\u180ej",
    "\ufeffbyte order mark",
    "nul\x00in\x01the\x08middle\x7f\x80\x85\x8f\x9f\x1b[0m",
    "tab\tnewline\nreturn\rboth\r\nform\x0cvertical\x0bnext\x85line\u2028paragraph\u2029end",
    "spaces \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000 x",
    "  leading and trailing  ",
    "\n\n  mixed \t\r\n  white   space\n",
    " ",
    "   ",
    "\t",
    "\n",
    "a",
    "é",
    "▁",
    "▁▁already▁marked ▁ x",
    " Hello",
    "x" * 130 + " " + "äö" * 40,
    "1234567890 1,234.56 0x1F 3.14e-10 ٣٤ १२ ²³¹¼",
    "snake_case camelCase kebab-case CONSTANT_CASE __proto__ hasOwnProperty constructor",
    "https://example.org/path?q=1&r=%20#frag user@example.com C:\\dir\\file.txt",
    "$+<=>^`|~ !\"#%&'()*,-./:;?@[\\]_{} ¡§«¶·»¿ – — ‘’ “” … ‹› ₠ € £ ¥",
    "'s 't 're 've 'm 'll 'd 'S 'LL 'Re don't DON'T 'ſ",
    "a-b--c---d the-final--countdown -x- -",
    "def f(x):\n    return x  # comment\n\n\nif (a != b && c) { d[e] += \"f\"; }\n",
    "<s> </s> <|endoftext|> [CLS] [MASK] <0x41>",
    "\ufffd\ufffe\U0010ffff\ue000\uf8ff\U000f0000",
    "ǅ ǆ Ǆ ß ẞ ſ ﬀ ΐ ŉ",
    "\u1100\u1161\u11a8\u1161 \u1100\u1161\u11a7 \uac00\u11a8 \uac01\u11a8",
    "\u0958 \u2adc \ufb1d \u0340\u0341\u0343 \u212b \u2126 \u1f71",
    "𐐀𐐨 𞤀𞤢 𑄮𑄮 𑄯 𝅘𝅥𝅮 𝒳 𓀀",
    "\U00011382\U000113c9 \U000105d2\u0307 \U00016121\U0001611f \u0897\u0301",
    "\u0600\u0661 \u06dd\u0663 \U000110bd\U00011083",
]

# What random texts are made of, in units that make trouble next to one another.
ATOMS = (
    list("abcXYZ019 .,'-_\n\t\r\0")
    + ["  ", "\r\n", " '", "'s", "ll", "ſ", "K", "ß", "İ", "Σ", "é", "e\u0301", "\u0301", "\u0323", "\u0327", "\u0338", "\u0345"]
    + ["ﬁ", "½", "²", "①", "Ａ", "　", "\u00a0", "\u0085", "\u2028", "\u200b", "\u200d", "\ufeff", "\ufffd", "\u00ad", "▁", "中", "𠀀", "。"]
    + ["が", "か\u3099", "ｶﾞ", "ー", "각", "ᄀ", "ᅡ", "ᆨ", "ﾡ", "ￂ", "र्", "क\u093c", "া", "ে", "ี", "ا", "لا", "ﷺ", "١", "ё", "Ω"]
    + ["🙂", "👍🏽", "👨‍👩‍👧", "🇩🇪", "❤️", "𝔘", "𝟘", "ǅ", "\u1e9b", "\u0344", "\u0f71", "\u0f72", "\u0600", "\u0e33", "\U000f0000", "Ⅷ"]
)

# Stretches of code points; assigned in Unicode 8, so that versions do not matter.
BLOCKS = [(0x20, 0x7E), (0xA0, 0x17F), (0x300, 0x34E), (0x370, 0x3FF), (0x400, 0x45F), (0x5D0, 0x5EA), (0x621, 0x64A)]
BLOCKS += [(0x905, 0x939), (0xE01, 0xE3A), (0x1E00, 0x1EFF), (0x2000, 0x206F), (0x2100, 0x218B), (0x3041, 0x3096)]
BLOCKS += [(0x30A1, 0x30FF), (0x4E00, 0x4FFF), (0xAC00, 0xAFFF), (0xF900, 0xFA6D), (0xFB00, 0xFB06), (0xFF01, 0xFF9F)]
BLOCKS += [(0x1100, 0x11FF), (0x1D400, 0x1D454), (0x1F300, 0x1F64F), (0x2F800, 0x2FA1D), (0x1, 0x1F), (0x80, 0x9F)]


def random_text(source):
    """One text; `source` is a random.Random."""
    parts = []
    for _ in range(source.randint(1, 24)):
        kind = source.random()
        if kind < 0.6:
            parts.append(source.choice(ATOMS))
        elif kind < 0.9:
            first, last = source.choice(BLOCKS)
            parts.append("".join(chr(source.randint(first, last)) for _ in range(source.randint(1, 4))))
        else:
            sentence = source.choice(SENTENCES)
            start = source.randrange(len(sentence))
            parts.append(sentence[start : start + source.randint(1, 12)])
    return "".join(parts)


def texts(count, seed=0):
    """The fixed sentences and `count` random texts."""
    source = random.Random(seed)
    return SENTENCES + [random_text(source) for _ in range(count)]
