import { expect, test } from "vitest";
import { filesIn, kindOf, successors } from "./rules";

const AT = "https://fund.example";
const kind = (path: string, method = "GET") => kindOf(method, path, false, AT);

test("what the writing screens read is kept, and nothing else of the API", () => {
  for (const path of [
    "/api/v1/me/",
    "/api/v1/screens/applications/12/",
    "/api/v1/screens/application-correction/12/1/",
    "/api/v1/applications/12/",
    "/api/v1/screens/award-report/12/mid/",
    "/api/v1/screens/award-report/12/final/",
  ]) {
    expect(kind(path), path).toBe("read");
  }
  for (const path of [
    "/api/v1/applications/12/draft/",
    "/api/v1/applications/12/draft/pdf/",
    "/api/v1/applications/?state=draft",
    "/api/v1/account/",
    "/api/v1/donations/",
    "/api/v1/messages/",
    "/api/v1/me/?x=1",
    "/projects",
    "https://elsewhere.example/api/v1/me/",
  ]) {
    expect(kind(path), path).toBe("other");
  }
  expect(kind("/api/v1/me/", "PATCH")).toBe("other");
  expect(kindOf("GET", "/apply/12/plan", true, AT)).toBe("page");
  for (const path of [
    "/api/v1/applications/12/pdf/",
    "/static/config/mark.svg",
    "/dev/mail/",
    "/_allauth/x/",
  ]) {
    expect(kindOf("GET", path, true, AT), path).toBe("other");
  }
  expect(kind("/static/app/assets/main-AAAAAAAA.js")).toBe("file");
  expect(kind("/static/config/mark.svg")).toBe("other");
});

test("the files that a page names", () => {
  const page = `<script type="module" src="/static/app/assets/main-AAAAAAAA.js"></script>
    <link rel="stylesheet" href="/static/app/assets/site-BBBBBBBB.css"><img src="/static/config/mark.svg">`;
  expect(filesIn(page)).toEqual([
    "/static/app/assets/main-AAAAAAAA.js",
    "/static/app/assets/site-BBBBBBBB.css",
  ]);
});

test("a release's files follow the kept ones by their names", () => {
  const kept = ["/static/app/assets/plan-steps-AAAAAAAA.js", "/static/app/assets/site-a_b-CCCC.css"];
  const release = [
    "/static/app/assets/plan-steps-B_B-BBBB.js",
    "/static/app/assets/site-DDDDDDDD.css",
    "/static/app/assets/donate-page-EEEEEEEE.js",
  ];
  expect(successors(kept, release)).toEqual(release.slice(0, 2));
});
