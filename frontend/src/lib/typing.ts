/** Whether somebody is in the middle of a word: then nothing may come up that takes the keys. */
const QUIET_MS = 1_500;

let last = Number.NEGATIVE_INFINITY;
let composing = false;

const noted = () => {
  last = performance.now();
};

addEventListener("keydown", noted, true);
addEventListener("input", noted, true);
addEventListener("compositionstart", () => (composing = true), true);
addEventListener(
  "compositionend",
  () => {
    composing = false;
    noted();
  },
  true,
);

/** Does `act` as soon as no key was pressed for a while. Answers how to call it off. */
export function whenQuiet(act: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    const left = composing ? QUIET_MS : last + QUIET_MS - performance.now();
    if (left > 0) timer = setTimeout(look, left);
    else act();
  };
  look();
  return () => clearTimeout(timer);
}
