/** Header, menus, footer around every screen of the application. */
import { Link, useLocation } from "@tanstack/react-router";
import { type ReactNode, useEffect, useId, useState } from "react";
import { Icon, Mark } from "@/components/icon";
import { Kana } from "@/components/kana";
import { SignInSheet } from "@/features/people/sign-in-sheet";
import { useFurigana } from "@/lib/furigana/switch";
import { choose, language, words } from "@/lib/language";
import { useMe } from "@/lib/me";
import { SIZES, setTextSize, type TextSize, textSize } from "@/lib/preferences";
import { site } from "@/lib/site";
import { isWithin, keepRole, PUBLIC, type RolesHere, rolesAt } from "./roles";

const say = words(
  {
    skip: "本文へ移動",
    menu: "メニュー",
    mainMenu: "主なメニュー",
    size: "文字の大きさ",
    sizes: { normal: "ふつう", large: "大きい", largest: "とても大きい" },
    readings: "ふりがな",
    readingsOff: "ふりがなを消す",
    signIn: "ログイン",
    person: (name: string) => `${name} さん`,
    office: (fund: string) => `お問い合わせ　${fund}事務局`,
    operator: (name: string) => `運営：${name}`,
    footer: "フッター",
    help: "ヘルプ",
    contact: "お問い合わせ",
    accessibility: "アクセシビリティ",
    privacy: "個人情報の取扱い",
    numbers: "数字で見るファンド",
    madeWith: (fund: string) => `${fund}は「まちたね」を使って運営しています。`,
    switchRole: "役割を切りかえる",
  },
  {
    skip: "To the content",
    menu: "Menu",
    mainMenu: "Main menu",
    size: "Text size",
    sizes: { normal: "Normal", large: "Large", largest: "Largest" },
    readings: "Furigana",
    readingsOff: "No furigana",
    signIn: "Sign in",
    person: (name: string) => name,
    office: (fund: string) => `Contact: office of ${fund}`,
    operator: (name: string) => `Run by ${name}`,
    footer: "Footer",
    help: "Help",
    contact: "Contact",
    accessibility: "Accessibility",
    privacy: "Privacy",
    numbers: "The fund in figures",
    madeWith: (fund: string) => `${fund} runs on Machitane.`,
    switchRole: "Switch role",
  },
);

export function Frame({ children }: { children: ReactNode }) {
  return (
    <>
      <a className="skip" href="#main">
        <Kana>{say.skip}</Kana>
      </a>
      <Header />
      <main id="main" className="tall" tabIndex={-1}>
        {children}
      </main>
      <Footer />
      <SignInSheet />
    </>
  );
}

function Header() {
  const [open, setOpen] = useState(false);
  const menu = useId();
  return (
    <header className={open ? "head head-open" : "head"}>
      <div className="wrap head-in">
        <a className="brand" href="/">
          <Mark />
          <span className="fund">{site.fund?.name ?? "まちたね"}</span>
        </a>
        <div className="push">
          <div className="util">
            <Tools />
          </div>
          <button
            type="button"
            className="menu-btn"
            aria-expanded={open}
            aria-controls={menu}
            onClick={() => setOpen(!open)}
          >
            <Icon name={open ? "close" : "menu"} />
            {say.menu}
          </button>
        </div>
      </div>
      <Menu id={menu} />
    </header>
  );
}

function Tools() {
  const me = useMe();
  const path = useLocation({ select: (location) => location.href });
  return (
    <>
      <Sizes />
      {language === "ja" ? <Readings /> : null}
      <button
        type="button"
        className="util-btn"
        lang={language === "ja" ? "en" : "ja"}
        onClick={() => choose(language === "ja" ? "en" : "ja")}
      >
        {language === "ja" ? "English" : "日本語"}
      </button>
      {me ? (
        <a className="util-btn" href="/account">
          <Icon name="person" />
          {say.person(me.name)}
        </a>
      ) : (
        <Link className="btn btn-2 btn-m" to="/login" search={{ next: path }}>
          {say.signIn}
        </Link>
      )}
    </>
  );
}

function Readings() {
  const [on, change] = useFurigana();
  return (
    <button type="button" className="util-btn" onClick={() => change(!on)}>
      <Kana>{on ? say.readingsOff : say.readings}</Kana>
    </button>
  );
}

function Sizes() {
  const [size, setSize] = useState<TextSize>(textSize);
  return (
    // biome-ignore lint/a11y/useSemanticElements: three buttons in a row, no fieldset of a form
    <div className="size" role="group" aria-label={say.size}>
      <span>
        <Kana>{say.size}</Kana>
      </span>
      <span className="seg">
        {SIZES.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={each === size}
            onClick={() => {
              setTextSize(each);
              setSize(each);
            }}
          >
            <Kana>{say.sizes[each]}</Kana>
          </button>
        ))}
      </span>
    </div>
  );
}

function Menu({ id }: { id: string }) {
  const me = useMe();
  const path = useLocation({ select: (location) => location.pathname });
  const roles = rolesAt(path, me ?? null);
  const entries = me ? roles.current.entries(me) : PUBLIC;
  const current = entries.findLast((entry) => isWithin(path, entry.href));
  useEffect(() => {
    if (me) keepRole(roles.current);
  }, [me, roles.current]);
  return (
    <nav className="gnav" id={id} aria-label={say.mainMenu}>
      <div className="wrap gnav-in">
        <ul>
          {entries.map((entry) => (
            <li key={entry.href}>
              <a href={entry.href} aria-current={entry === current ? "page" : undefined}>
                <Kana>{entry.text}</Kana>
              </a>
            </li>
          ))}
        </ul>
        {me && roles.held.length > 1 ? <RoleSwitch {...roles} /> : null}
        <div className="gnav-tools">
          <Tools />
        </div>
      </div>
    </nav>
  );
}

function RoleSwitch({ held, current }: RolesHere) {
  const title = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: links in a row, no fieldset of a form
    <div className="roles" role="group" aria-labelledby={title}>
      <span id={title}>{say.switchRole}</span>
      {held.map((role) => (
        <a
          key={role.home}
          className="util-btn"
          href={role.home}
          aria-current={role === current ? "true" : undefined}
        >
          {role.name}
        </a>
      ))}
    </div>
  );
}

function Footer() {
  const { fund } = site;
  return (
    <footer className="foot">
      <div className="wrap">
        <div className="foot-in">
          <address>
            <p className="b">
              <Kana>{say.office(fund?.name ?? "")}</Kana>
            </p>
            {fund?.phone ? (
              <p>
                <a className="tel num" href={`tel:${fund.phone.replace(/[^0-9+]/g, "")}`}>
                  {fund.phone}
                </a>
              </p>
            ) : null}
            {fund?.hours ? <p>{fund.hours}</p> : null}
            {fund?.operator ? <p className="sub">{say.operator(fund.operator)}</p> : null}
          </address>
          <nav aria-label={say.footer}>
            <ul className="foot-links">
              {(
                [
                  ["/help", say.help],
                  ["/contact", say.contact],
                  ["/accessibility", say.accessibility],
                  ["/privacy", say.privacy],
                  ["/numbers", say.numbers],
                ] as const
              ).map(([href, text]) => (
                <li key={href}>
                  <a href={href}>
                    <Kana>{text}</Kana>
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        </div>
        <div className="foot-base">
          <span className="lockup">
            <Mark />
            <span className="wordmark">まちたね</span>
          </span>
          {fund ? <span>{say.madeWith(fund.name)}</span> : null}
        </div>
      </div>
    </footer>
  );
}
