"""Makes the fonts beside this file. It needs Debian's fonts-jetbrains-mono, fonts-dejavu-core and python3-fonttools.

JetBrains Mono (SIL Open Font License 1.1) sets the pictures; from DejaVu Sans Mono (Bitstream Vera's licence, changes
in the public domain) come the mathematical signs, arrows, sub- and superscripts that it lacks. Ligatures and hinting
are left out: a label shows the characters it has, and PNGs are drawn unhinted.
"""

from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
FONTS = Path("/usr/share/fonts/truetype")

LETTERS = [
    (0x20, 0x7E),  # ASCII
    (0xA0, 0x17F),  # Latin-1, Latin Extended-A
    (0x192, 0x192),
    (0x218, 0x21B),
    (0x370, 0x3FF),  # Greek
    (0x400, 0x45F),  # Cyrillic
    (0x490, 0x491),
    (0x2010, 0x2026),  # punctuation
    (0x2030, 0x205E),
    (0x20AC, 0x20AC),
    (0xFFFD, 0xFFFD),
]
MARKS = [(0x300, 0x338)]
SIGNS = [
    (0x1D40, 0x1D6A),  # superscript and subscript letters
    (0x1E8A, 0x1E8F),  # x and y with dots
    (0x2070, 0x209C),  # superscripts and subscripts
    (0x2102, 0x2135),  # letterlike
    (0x2150, 0x215E),  # fractions
    (0x2190, 0x21D5),  # arrows
    (0x2200, 0x22FF),  # mathematical operators
    (0x2308, 0x230B),  # floor and ceiling
    (0x2500, 0x257F),  # box drawing
    (0x2588, 0x2588),
    (0x25A0, 0x25FF),  # geometric shapes
    (0x2713, 0x2717),
    (0x27C2, 0x27C2),
    (0x27E6, 0x27EB),  # mathematical brackets
    (0x2C7C, 0x2C7C),  # subscript j
]


def codes(*ranges):
    return {code for first, last in ranges for code in range(first, last + 1)}


def make(source, wanted, target):
    options = subset.Options(hinting=False, layout_features=[], name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17])
    options.drop_tables += ["FFTM"]
    # The same bytes from the same font, whatever the time.
    options.recalc_timestamp = False
    font = subset.load_font(str(FONTS / source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    subset.save_font(font, str(HERE / target), options)
    return set(font.getBestCmap())


have = make("jetbrains-mono/JetBrainsMono-Regular.ttf", codes(*LETTERS, *SIGNS), "JetBrainsMono-Regular.ttf")
make("jetbrains-mono/JetBrainsMono-Bold.ttf", codes(*LETTERS, *SIGNS), "JetBrainsMono-Bold.ttf")
# Combining marks are in the second font alone. resvg takes characters from it only where both fonts set a text with
# the same number of glyphs, which fails where the first can put a letter together from letter and mark.
make("dejavu/DejaVuSansMono.ttf", codes(*LETTERS, *MARKS, *SIGNS) - have, "DejaVuSansMono.ttf")
for path in sorted(HERE.glob("*.ttf")):
    print(path.name, path.stat().st_size, len(TTFont(path).getBestCmap()))
