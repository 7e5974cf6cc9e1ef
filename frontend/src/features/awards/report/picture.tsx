/** A picture of the report, from the device or from the server; says when it cannot be opened. */
import { useEffect, useRef, useState } from "react";
import type { ReportFile } from "./parts";

const UNUSABLE = new Set(["infected", "unreadable"]);
const SIDE = 480;

export function Picture({
  held,
  file,
  alt,
  onBroken,
}: {
  /** What the server does not have yet. */
  held?: Blob | undefined;
  file?: ReportFile | undefined;
  alt: string;
  onBroken?: () => void;
}) {
  const [broken, setBroken] = useState(false);
  const fail = () => {
    setBroken(true);
    onBroken?.();
  };
  if (broken) return null;
  if (held !== undefined) return isPicture(held.type) ? <Drawn blob={held} alt={alt} onFail={fail} /> : null;
  if (file === undefined || !isPicture(file.content_type) || UNUSABLE.has(file.scan_state)) return null;
  return <img className="shot" src={file.url} alt={alt} loading="lazy" onError={fail} />;
}

const isPicture = (type: string): boolean => type.startsWith("image/");

export const isUnusable = (file: ReportFile): boolean => UNUSABLE.has(file.scan_state);

/** Drawn, not linked: the page may show no address that is not the site's own. */
function Drawn({ blob, alt, onFail }: { blob: Blob; alt: string; onFail: () => void }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the picture alone is drawn anew
  useEffect(() => {
    let gone = false;
    createImageBitmap(blob, { imageOrientation: "from-image" }).then(
      (picture) => {
        const box = canvas.current;
        if (gone || box === null) return;
        const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
        box.width = Math.round(picture.width * scale);
        box.height = Math.round(picture.height * scale);
        box.getContext("2d")?.drawImage(picture, 0, 0, box.width, box.height);
        picture.close();
      },
      () => gone || onFail(),
    );
    return () => {
      gone = true;
    };
  }, [blob]);
  return <canvas ref={canvas} className="shot" role="img" aria-label={alt} />;
}
