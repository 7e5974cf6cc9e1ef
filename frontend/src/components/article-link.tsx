/** The section of the call document (募集要項) that a sentence rests on. */
import { say } from "./words";

export interface Sections {
  /** Titles by key. */
  readonly articles: Readonly<Record<string, string>>;
  /** Where the section of that key can be read. */
  readonly href: (key: string) => string;
}

export function ArticleLink({ article, sections }: { article: string; sections: Sections }) {
  const title = sections.articles[article];
  if (!title) return null;
  return (
    <>
      {say.articleOpen}
      <a href={sections.href(article)}>{say.article(title)}</a>
      {say.articleClose}
    </>
  );
}
