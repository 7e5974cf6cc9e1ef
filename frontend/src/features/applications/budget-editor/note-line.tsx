/** A sentence about a field, with the section of the call document that it rests on. */
import { Icon } from "@/components/icon";
import { say } from "./messages";
import { type Articles, type Note, noteIdOf } from "./notes";

export interface Sections {
  readonly articles: Articles;
  /** Where the section of that key can be read. */
  readonly href: (key: string) => string;
}

export function NoteLine({ note, sections }: { note: Note; sections: Sections }) {
  return (
    <p className="err" id={noteIdOf(note.place)}>
      <Icon name="warning" />
      <span>
        {note.text}
        <ArticleLink article={note.article} sections={sections} />
      </span>
    </p>
  );
}

export function ArticleLink({ article, sections }: { article: string; sections: Sections }) {
  const title = sections.articles[article];
  if (!title) return null;
  return (
    <>
      {"（"}
      <a href={sections.href(article)}>{say.article(title)}</a>
      {"）"}
    </>
  );
}
