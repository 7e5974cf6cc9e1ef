/** The group's request for a payment that is there (請求). */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { Banner } from "@/components/banner";
import { problemOf } from "@/lib/problem";
import type { Payment } from "./queries";

export function ClaimPayment({ award, payment, text }: { award: string; payment: Payment; text: string }) {
  const client = useQueryClient();
  const [key] = useState(() => crypto.randomUUID());
  const claim = useMutation({
    mutationFn: () =>
      api.POST("/api/v1/instalments/{id}/request/", {
        params: { path: { id: String(payment.id) }, header: { "Idempotency-Key": key } },
        body: {},
      }),
    onSettled: () => client.invalidateQueries({ queryKey: ["award", award] }),
  });
  return (
    <div className="stack-s">
      {claim.error ? <Banner kind="err" live title={problemOf(claim.error).message} /> : null}
      <p>
        <button type="button" className="btn btn-1" onClick={() => claim.isPending || claim.mutate()}>
          {text}
        </button>
      </p>
    </div>
  );
}
