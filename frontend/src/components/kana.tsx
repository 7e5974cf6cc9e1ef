/**
 * Readings above the difficult words of a screen's own text (ふりがな), where they are switched on. It goes around
 * what the site says, never around what people typed.
 */
import { cloneElement, Fragment, isValidElement, type ReactElement, type ReactNode } from "react";
import type { Piece } from "@/lib/furigana/furigana";
import { type Annotate, useReadings } from "@/lib/furigana/switch";

/** The class under which people's own texts stand, with their line breaks. */
const TYPED = "pre";

export function Kana({ children }: { children: ReactNode }) {
  const annotate = useReadings();
  return annotate ? marked(children, annotate) : children;
}

/** Texts, and texts in plain elements; what another part draws it marks itself. */
function marked(node: ReactNode, annotate: Annotate): ReactNode {
  if (typeof node === "string") return <Text pieces={annotate(node)} />;
  if (Array.isArray(node)) return node.map((each: ReactNode) => marked(each, annotate));
  if (!isValidElement(node)) return node;
  const element = node as ReactElement<{ children?: ReactNode; lang?: string; className?: string }>;
  if (typeof element.type !== "string" && element.type !== Fragment) return node;
  const { children, lang, className } = element.props;
  if (children === undefined || lang !== undefined || className === TYPED) return node;
  return Array.isArray(children)
    ? cloneElement(element, undefined, ...children.map((each: ReactNode) => marked(each, annotate)))
    : cloneElement(element, undefined, marked(children, annotate));
}

/** One piece of text stays one: a row of parts would set every ruby apart. */
function Text({ pieces }: { pieces: readonly Piece[] }) {
  if (!pieces.some((piece) => piece.reading)) return pieces.map((piece) => piece.text).join("");
  let at = 0;
  return (
    <span>
      {pieces.map((piece) => {
        const key = at;
        at += piece.text.length;
        return piece.reading ? (
          <ruby key={key}>
            {piece.text}
            {/* Drawn by the style: a name made of the words does not say each of them twice. */}
            <rt data-reading={piece.reading} />
          </ruby>
        ) : (
          <Fragment key={key}>{piece.text}</Fragment>
        );
      })}
    </span>
  );
}
