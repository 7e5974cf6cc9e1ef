/** A sentence about a field, with the section of the call document that it rests on. */
import { ArticleLink, type Sections } from "@/components/article-link";
import { Icon } from "@/components/icon";
import { Kana } from "@/components/kana";
import { say } from "./messages";
import { type Note, noteIdOf } from "./notes";

export function NoteLine({
  note,
  sections,
  onGiveWay,
}: {
  note: Note;
  sections: Sections;
  onGiveWay?: () => void;
}) {
  return (
    <p className="err" id={noteIdOf(note.place)}>
      <Icon name="warning" />
      <span>
        {note.text}
        <ArticleLink article={note.article} sections={sections} />
        {note.givesWay && onGiveWay ? (
          <button type="button" className="btn btn-2 btn-m" onClick={onGiveWay}>
            <Kana>{say.giveWay}</Kana>
          </button>
        ) : null}
      </span>
    </p>
  );
}
