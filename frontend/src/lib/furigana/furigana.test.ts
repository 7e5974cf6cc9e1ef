import { expect, test } from "vitest";
import cases from "./cases.json";
import { annotate, split } from "./furigana";
import list from "./readings.json";

// The server's tests read the same cases.
test.each(cases)("%s", (text, expected) => {
  const pieces = annotate(String(text));
  const said = pieces.map((piece) => (piece.reading ? `${piece.text}(${piece.reading})` : piece.text));
  expect(said.join("")).toBe(expected);
  expect(pieces.map((piece) => piece.text).join("")).toBe(text);
});

test("every word of the list meets its reading", () => {
  for (const [word, reading] of Object.entries(list.words)) {
    const said = split(word, reading).map((piece) => piece.reading || piece.text);
    expect(said.join("")).toBe(reading);
  }
});
