/** What giving asks of the server. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, read } from "@/api/client";
import type { components } from "@/api/schema";
import { queries } from "@/lib/queries";

export type GiftPage = components["schemas"]["GiftPageOutput"];
export type Story = components["schemas"]["GiftStoryOutput"];
export type OwnGift = components["schemas"]["OwnGiftRow"];
type GiveBody = components["schemas"]["GiveInputRequest"];

export interface Publicity {
  publicity: "anonymous" | "alias" | "name";
  alias: string;
  show_amount: boolean;
}

export const givingQuery = (fund: string | undefined) =>
  queryOptions({
    queryKey: ["giving", fund ?? ""],
    queryFn: () => read(api.GET("/api/v1/public/giving/", { params: { query: fund ? { fund } : {} } })),
    staleTime: 60_000,
  });

export async function give(fund: number, body: GiveBody, key: string): Promise<string> {
  const { token } = (await read(
    api.POST("/api/v1/public/funds/{id}/gifts/", {
      params: { path: { id: String(fund) }, header: { "Idempotency-Key": key } },
      body,
    }),
  )) as components["schemas"]["GivenOutput"];
  return token;
}

export const giftPageQuery = (token: string) =>
  queryOptions({
    queryKey: ["gift", token],
    queryFn: () => read(api.GET("/api/v1/public/gifts/{token}/", { params: { path: { token } } })),
  });

export const giftStoryQuery = (token: string) =>
  queryOptions({
    queryKey: ["gift", token, "journey"],
    queryFn: () => read(api.GET("/api/v1/public/gifts/{token}/journey/", { params: { path: { token } } })),
  });

export const storyQuery = (id: number) =>
  queryOptions({
    queryKey: ["donation", id, "journey"],
    queryFn: () => read(api.GET("/api/v1/donations/{id}/journey/", { params: { path: { id: String(id) } } })),
  });

export async function mendEmail(token: string, email: string): Promise<GiftPage> {
  const path = { token };
  const page = await read(
    api.POST("/api/v1/public/gifts/{token}/email/", { params: { path }, body: { email } }),
  );
  queries.setQueryData(giftPageQuery(token).queryKey, page);
  return page as GiftPage;
}

export async function showGift(token: string, body: Publicity): Promise<void> {
  const path = { token };
  const page = await read(api.POST("/api/v1/public/gifts/{token}/publicity/", { params: { path }, body }));
  queries.setQueryData(giftPageQuery(token).queryKey, page);
}

export async function findGift(reference: string, email: string): Promise<void> {
  await read(api.POST("/api/v1/public/gifts/find/", { body: { reference, email } }));
}

export const MINE = ["donations", "own"] as const;

export type YearTotal = components["schemas"]["PaginatedOwnGiftRowList"]["year_totals"][number];

/** Pages of one's own gifts, the newest first. */
export const ownGiftsQuery = infiniteQueryOptions({
  queryKey: MINE,
  queryFn: ({ pageParam }) =>
    read(api.GET("/api/v1/donations/own/", { params: { query: pageParam ? { cursor: pageParam } : {} } })),
  initialPageParam: "",
  getNextPageParam: (page) => (page.next ? new URL(page.next).searchParams.get("cursor") : null),
});

export async function claim(secret: string): Promise<number> {
  const { claimed } = (await read(
    api.POST("/api/v1/donations/claim/", { body: { secret } }),
  )) as components["schemas"]["ClaimedOutput"];
  return claimed;
}

export async function askForGifts(email: string): Promise<void> {
  await read(api.POST("/api/v1/donations/ask/", { body: { email } }));
}

export async function showOwnGift(id: number, body: Publicity): Promise<void> {
  await read(api.POST("/api/v1/donations/{id}/publicity/", { params: { path: { id: String(id) } }, body }));
}
