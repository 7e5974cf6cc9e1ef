/** Moving about a table as in a spreadsheet: arrows, Enter for down. Tab stays what it is: to the right. */
import type { KeyboardEvent } from "react";

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  Enter: [1, 0],
};

/** `onPastEnd`: Enter was pressed in the last row. */
export function moveInGrid(event: KeyboardEvent<HTMLElement>, onPastEnd: (column: number) => void): void {
  const from = event.target as HTMLElement;
  const step = STEPS[event.key];
  const cell = from.dataset.cell;
  // While a Japanese text is composed, the keys belong to it.
  if (!step || !cell || event.nativeEvent.isComposing || event.keyCode === 229) return;
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.key.startsWith("Arrow") && step[1] !== 0 && !isAtEdge(from, step[1])) return;
  const [row = 0, column = 0] = cell.split(":").map(Number);
  const next = event.currentTarget.querySelector<HTMLElement>(
    `[data-cell="${row + step[0]}:${column + step[1]}"]`,
  );
  event.preventDefault();
  if (next) goTo(next);
  else if (event.key === "Enter") onPastEnd(column);
}

export function goTo(cell: HTMLElement): void {
  cell.focus();
  if (cell instanceof HTMLInputElement && cell.type !== "checkbox") cell.select();
}

/** Whether the caret can go no further within the cell itself. */
function isAtEdge(cell: HTMLElement, direction: number): boolean {
  if (!(cell instanceof HTMLInputElement) || cell.type === "checkbox") return true;
  const { selectionStart: start, selectionEnd: end, value } = cell;
  if (start === 0 && end === value.length) return true;
  return direction < 0 ? end === 0 : start === value.length;
}
