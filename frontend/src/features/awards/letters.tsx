/** The office's letters about an award, newest first, as PDF. */
import { useQuery } from "@tanstack/react-query";
import { Icon } from "@/components/icon";
import { Kana } from "@/components/kana";
import { day } from "@/lib/date";
import { say } from "./messages";
import { lettersQuery } from "./queries";

export function Letters({ award }: { award: string }) {
  const letters = useQuery(lettersQuery(award)).data?.results ?? [];
  if (letters.length === 0) return null;
  return (
    <section className="stack-s">
      <h2 className="h-s">
        <Kana>{say.letters}</Kana>
      </h2>
      <ul className="files">
        {letters.map((letter) => (
          <li key={letter.id}>
            <a className="link44 row-i" href={`/api/v1/official-letters/${letter.id}/pdf/`}>
              <Icon name="file" />
              {say.pdf(letter.title)}
            </a>
            <br />
            <span className="sub">{day(letter.issued_at)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
