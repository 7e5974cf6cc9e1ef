/** The menus, one for each role; they never mix. Which role one is in follows from the screen. */
import { words } from "@/lib/language";
import type { Me } from "@/lib/me";
import { remember, remembered } from "@/lib/preferences";

const say = words(
  {
    public: { rounds: "募集", projects: "活動", numbers: "数字", donate: "寄附", help: "ヘルプ" },
    group: { name: "申請者", mine: "わたしの申請", group: "団体", messages: "やりとり" },
    donor: { name: "寄附者", gifts: "寄附の記録" },
  },
  {
    public: { rounds: "Calls", projects: "Projects", numbers: "Figures", donate: "Give", help: "Help" },
    group: { name: "Applicant", mine: "My applications", group: "Group", messages: "Messages" },
    donor: { name: "Donor", gifts: "My gifts" },
  },
);

export interface Entry {
  readonly href: string;
  readonly text: string;
}

export interface Role {
  readonly name: string;
  /** Where one is after switching to it. */
  readonly home: string;
  /** The addresses that belong to it, with all below them. */
  readonly screens: readonly string[];
  isOf(me: Me): boolean;
  entries(me: Me): readonly Entry[];
}

export interface RolesHere {
  /** The role of the screen, or where it belongs to none the one that was last used. */
  readonly current: Role;
  /** Those that one can switch between. */
  readonly held: readonly Role[];
}

export const PUBLIC: readonly Entry[] = [
  { href: "/#calls", text: say.public.rounds },
  { href: "/projects", text: say.public.projects },
  { href: "/numbers", text: say.public.numbers },
  { href: "/donate", text: say.public.donate },
  { href: "/help", text: say.public.help },
];

const GROUP: Role = {
  name: say.group.name,
  home: "/my",
  screens: ["/my", "/groups", "/messages", "/apply", "/awards"],
  isOf: (me) => me.groups.length > 0,
  entries: ({ groups: [group] }) => [
    { href: "/my", text: say.group.mine },
    ...(group ? [{ href: `/groups/${group.id}`, text: say.group.group }] : []),
    { href: "/messages", text: say.group.messages },
  ],
};

const DONOR: Role = {
  name: say.donor.name,
  home: "/my/donations",
  screens: ["/my/donations"],
  isOf: (me) => me.donor,
  entries: () => [{ href: "/my/donations", text: say.donor.gifts }],
};

const ROLES: readonly Role[] = [GROUP, DONOR];
const KEY = "machitane.role";

export const isWithin = (path: string, address: string): boolean =>
  path === address || path.startsWith(`${address}/`);

/** Whose screen it is also counts where one is not (yet) of that role: nobody is left without a way back. */
export function rolesAt(path: string, me: Me | null): RolesHere {
  const own = ROLES.filter((role) => me !== null && role.isOf(me));
  const here = roleOfScreen(path);
  const last = own.find((role) => role.home === remembered(KEY));
  const current = here ?? last ?? own[0] ?? GROUP;
  return { current, held: ROLES.filter((role) => role === current || own.includes(role)) };
}

/** The longest address decides: a donor's screens are below the applicant's home. */
function roleOfScreen(path: string): Role | undefined {
  const found = ROLES.flatMap((role) => role.screens.map((address) => ({ role, address })))
    .filter(({ address }) => isWithin(path, address))
    .sort((one, other) => other.address.length - one.address.length);
  return found[0]?.role;
}

/** For screens of no role: one's account, the public's. */
export function keepRole(role: Role): void {
  if (remembered(KEY) !== role.home) remember(KEY, role.home);
}
