/** Format characters (zero width, bidi, tags), variation selectors and fillers: there to be seen by programs only. */
const INVISIBLE = /[\p{Cf}\p{Co}\p{Cn}\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu;
const LINE_ENDS = /\r\n?|[\u2028\u2029\u0085\v\f]/g;
const CONTROL = /[\p{Cc}]/gu;
const PLAIN = /^[\n\x20-\x7e]*$/;

/**
 * A text as it is checked: compatibility forms unified (NFKC: full-width digits, ligatures, non-breaking spaces), line
 * ends unified, control and invisible characters gone. What is checked in this form must be shown in this form.
 */
export function plainText(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .normalize('NFKC')
    .replace(LINE_ENDS, '\n')
    .replace(INVISIBLE, '')
    .replace(CONTROL, (c) => (c === '\n' || c === '\t' ? c : ''));
}

/** Letters of other alphabets and small capitals that look like Latin ones; what `skeleton` reads them as. */
const LOOKS_LIKE: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ['аɑαᴀ', 'a'],
    ['вβʙ', 'b'],
    ['сϲᴄ', 'c'],
    ['ԁᴅ', 'd'],
    ['еєҽεᴇ', 'e'],
    ['ғꜰ', 'f'],
    ['ɡցɢ', 'g'],
    ['һнհʜ', 'h'],
    ['іӏιıɩɪ', 'i'],
    ['јᴊ', 'j'],
    ['кκᴋ', 'k'],
    ['ӏⅼʟ', 'l'],
    ['мμᴍ', 'm'],
    ['пոηոɴ', 'n'],
    ['оοօσᴏ', 'o'],
    ['рρᴘ', 'p'],
    ['ԛꞯ', 'q'],
    ['гɾʀ', 'r'],
    ['ѕꜱ', 's'],
    ['тτᴛ', 't'],
    ['υսцᴜ', 'u'],
    ['ѵνᴠ', 'v'],
    ['ѡωաᴡ', 'w'],
    ['хχ', 'x'],
    ['уγүʏ', 'y'],
    ['ᴢ', 'z'],
  ].flatMap(([letters = '', latin = '']) => [...letters].map((letter) => [letter, latin])),
);

/**
 * What a reader takes a text for: lower case, without accents, look-alike letters read as Latin. For finding words that
 * are not to be said; never shown, and never what a fact is compared with.
 */
export function skeleton(text: string): string {
  const lower = plainText(text)
    .toLowerCase()
    .replace(/[‘’ʼ`´]/g, "'");
  if (PLAIN.test(lower)) return lower;
  return lower
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x00-\x7f]/gu, (letter) => LOOKS_LIKE[letter] ?? letter)
    .replace(/[‐‑‒–—−]/g, '-');
}

/** A text as a part of a regular expression. */
export const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
