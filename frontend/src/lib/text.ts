/** Characters as a person counts them (§4): 髙, 👩‍👩‍👧 and が are one each. */
const segmenter = new Intl.Segmenter("ja", { granularity: "grapheme" });

export function countCharacters(text: string): number {
  let count = 0;
  for (const _ of segmenter.segment(text)) count += 1;
  return count;
}
