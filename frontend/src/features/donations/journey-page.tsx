/** D2 わたしの寄附の行き先. */
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Crumbs } from "@/components/crumbs";
import { PageTitle } from "@/components/page-title";
import { Ready } from "@/components/states";
import { yen } from "@/lib/yen";
import { storyQuery } from "./giving-api";
import { Journey } from "./journey";
import { say } from "./journey-messages";

export function JourneyPage() {
  const { id } = useParams({ from: "/my/donations/$id/journey" });
  const asked = useQuery(storyQuery(Number(id)));
  return (
    <Ready asked={asked}>
      {(story) => (
        <div className="wrap">
          <Crumbs
            crumbs={[
              { text: say.home, href: "/" },
              { text: say.mine, link: { to: "/my/donations" } },
              { text: say.journey },
            ]}
          />
          <PageTitle title={say.journey}>
            <p className="lead">
              {say.journeyOf(story.sub_fund?.name ?? story.fund_name, yen(story.amount))}
            </p>
          </PageTitle>
          <Journey story={story} />
        </div>
      )}
    </Ready>
  );
}
