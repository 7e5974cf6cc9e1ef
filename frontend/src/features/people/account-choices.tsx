/** How the screens look and act for somebody, and which mail comes. */
import { type FormEvent, useState } from "react";
import { Banner } from "@/components/banner";
import { Checkbox, Radios } from "@/components/choice";
import { Kana } from "@/components/kana";
import { useFurigana } from "@/lib/furigana/switch";
import { language as shown } from "@/lib/language";
import { SIZES, setTextSize, type TextSize, textSize } from "@/lib/preferences";
import { type Problem, problemOf } from "@/lib/problem";
import { readAnew } from "./account-about";
import { type Account, type AccountChange, changeAccount } from "./account-api";
import { say } from "./account-messages";

/** Saves a change at once; tells what became of it. */
function useSaving(): {
  saved: boolean;
  problem: Problem | null;
  save: (change: AccountChange) => Promise<void>;
} {
  const [saved, setSaved] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  async function save(change: AccountChange): Promise<void> {
    setSaved(false);
    setProblem(null);
    try {
      await changeAccount(change);
      setSaved(true);
      await readAnew();
    } catch (error) {
      setProblem(problemOf(error));
    }
  }
  return { saved, problem, save };
}

function Told({ saved, problem }: { saved: boolean; problem: Problem | null }) {
  if (problem) return <Banner kind="err" title={problem.message} live />;
  return saved ? <Banner kind="ok" title={say.saved} live /> : null;
}

export function Look({ account }: { account: Account }) {
  const [size, setSize] = useState<TextSize>(textSize);
  const [furigana, setFurigana] = useFurigana();
  const saving = useSaving();
  return (
    <>
      <Radios
        id="text-size"
        label={say.size}
        support={say.sizeHelp}
        options={SIZES.map((value) => ({ value, label: say.sizes[value] }))}
        value={size}
        onChange={(next) => {
          setTextSize(next as TextSize);
          setSize(next as TextSize);
        }}
      />
      {shown === "ja" ? (
        <Checkbox
          id="furigana"
          label={say.furigana}
          support={say.furiganaHelp}
          checked={furigana}
          onChange={setFurigana}
        />
      ) : null}
      <Told {...saving} />
      <Checkbox
        id="single-keys"
        label={say.singleKeys}
        support={say.singleKeysHelp}
        checked={!account.single_keys}
        onChange={(off) => void saving.save({ single_keys: !off })}
      />
    </>
  );
}

export function Mail({ account }: { account: Account }) {
  const [off, setOff] = useState(() => account.mail.filter((row) => !row.wanted).map((row) => row.code));
  const [language, setLanguage] = useState(account.language);
  const saving = useSaving();
  function save(event: FormEvent): void {
    event.preventDefault();
    void saving.save({ mail_off: off, language });
  }
  return (
    <form className="stack" onSubmit={save} noValidate>
      <Told {...saving} />
      <p>
        <Kana>{say.mailLead}</Kana>
      </p>
      <div className="stack-s">
        {account.mail.map((row) => (
          <Checkbox
            key={row.code}
            id={`mail-${row.code}`}
            label={row.label}
            checked={!off.includes(row.code)}
            onChange={(wanted) =>
              setOff(wanted ? off.filter((code) => code !== row.code) : [...off, row.code])
            }
          />
        ))}
      </div>
      <p>
        <Kana>{say.mailAlways}</Kana>
      </p>
      <Radios
        id="mail-language"
        label={say.language}
        options={(["ja", "en"] as const).map((value) => ({ value, label: say.languages[value] }))}
        value={language}
        onChange={setLanguage}
      />
      <p>
        <button type="submit" className="btn btn-1">
          <Kana>{say.saveMail}</Kana>
        </button>
      </p>
    </form>
  );
}
