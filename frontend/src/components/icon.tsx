/** Our own line icons (24 grid); always beside a word, or inside something that has a name. */
const PATHS = {
  tick: ["M4.5 12.5l5 5L20 7"],
  warning: ["M12 3.5 22 20.5H2z", "M12 10v5", "M12 17.6v.1"],
  menu: ["M3.5 6.5h17M3.5 12h17M3.5 17.5h17"],
  close: ["M5 5l14 14M19 5L5 19"],
  clock: ["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z", "M12 7v5.5l3.5 2"],
  info: ["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z", "M12 11v6", "M12 7.4v.1"],
  person: ["M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8z", "M4 21c.7-4.3 4-6.5 8-6.5s7.3 2.2 8 6.5"],
  ring: ["M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16z"],
  lock: ["M5 10.5h14v10H5z", "M8 10.5V8a4 4 0 0 1 8 0v2.5"],
  right: ["M9 5l7 7-7 7"],
  down: ["M5 9l7 7 7-7"],
  up: ["M5 15l7-7 7 7"],
  undo: ["M8 5 4 9l4 4", "M4 9h10a6 6 0 0 1 0 12h-3"],
  print: ["M7 9V3.5h10V9M7 17H4V9h16v8h-3", "M7 14h10v6.5H7z"],
  flag: ["M5.5 21V4M5.5 4.5h12l-2.5 4 2.5 4h-12"],
  trash: ["M4.5 7h15M10 7V4.5h4V7M6.5 7l1 13h9l1-13M10.5 11v5.5M13.5 11v5.5"],
  download: ["M12 4v11M7.5 11l4.5 4.5 4.5-4.5M4.5 20h15"],
  file: ["M6 3h8l4.5 4.5V21H6z", "M14 3v5h4.5"],
  plus: ["M12 5v14M5 12h14"],
  minus: ["M5 12h14"],
  bank: ["M3.5 9.5 12 4l8.5 5.5zM5.5 9.5V18M10 9.5V18M14 9.5V18M18.5 9.5V18M3.5 20.5h17"],
  camera: ["M3.5 8h4l2-3h5l2 3h4v11.5h-17z", "M12 10a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z"],
  mail: ["M3.5 6h17v12.5h-17z", "M4 6.5l8 6.5 8-6.5"],
  pencil: ["M4 20l1-4.5L16.5 4 20 7.5 8.5 19z"],
} as const;

export type IconName = keyof typeof PATHS | "half";

export function Icon({ name, large = false }: { name: IconName; large?: boolean }) {
  return (
    <svg className={large ? "i i-l" : "i"} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {name === "half" ? (
        <>
          <path d="M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16z" />
          <path d="M12 4v16" />
          <path d="M12 4a8 8 0 0 1 0 16z" fill="currentColor" stroke="none" />
        </>
      ) : (
        PATHS[name].map((path) => <path key={path} d={path} />)
      )}
    </svg>
  );
}

/** The house-shaped seed with two leaves. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 40 40" aria-hidden="true" focusable="false">
      <path fill="currentColor" d="M18.9 15.8C16.4 8.6 11.2 6 4 6.3c.4 7 5.6 11 14.9 9.5z" />
      <path fill="currentColor" d="M21.2 13.8C22 7 26.4 3.2 35.5 3c.2 8-5 12.4-14.3 10.8z" />
      <path fill="none" stroke="currentColor" strokeWidth="2.2" strokeLinecap="round" d="M20 22v-8" />
      <path
        fill="currentColor"
        fillRule="evenodd"
        d="M20 19.5 31 27.6V35a2.5 2.5 0 0 1-2.5 2.5h-17A2.5 2.5 0 0 1 9 35v-7.4zM17.6 29.5v8h4.800v-8z"
      />
    </svg>
  );
}
