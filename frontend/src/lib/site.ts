/** What the server wrote into the page for the application: the fund and its office. */
export interface SiteFund {
  id: number;
  code: string;
  name: string;
  operator: string;
  phone: string;
  hours: string;
  email: string;
}

export interface DemoLogin {
  role: string;
  email: string;
  password: string;
}

/** `demo`: who can be tried out; nobody but on a development site. */
export interface Site {
  fund: SiteFund | null;
  demo: DemoLogin[];
  /** Whether somebody was signed in when the page was loaded. */
  signed_in: boolean;
}

function readSite(): Site {
  const told = document.getElementById("site")?.textContent;
  return told ? (JSON.parse(told) as Site) : { fund: null, demo: [], signed_in: false };
}

export const site: Site = readSite();
