import { t } from "../../lib/i18n.ts";
import type { Filter } from "../../lib/query.ts";
import { NextSteps } from "./NextSteps.tsx";
import { Person } from "./Person.tsx";
import { NoJourney, Story } from "./Story.tsx";
import { Summary } from "./Summary.tsx";

/** Journey: what has this person done, formally and informally, and what next? */
export default function Journey() {
  return (
    <Person question={t("learners.journey_question")}>
      {(person) => {
        const filter: Filter = ["is", "person", [person]];
        return (
          <>
            <Summary filter={filter} person={person} />
            <Story filter={filter} empty={<NoJourney />} />
            <NextSteps filter={filter} />
          </>
        );
      }}
    </Person>
  );
}
