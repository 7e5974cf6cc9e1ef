/** A sentence about a field, with the section of the call document that it rests on. */
import { ArticleLink, type Sections } from "@/components/article-link";
import { Icon } from "@/components/icon";
import { type Note, noteIdOf } from "./notes";

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
