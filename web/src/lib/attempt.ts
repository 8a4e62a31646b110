import { useState } from "preact/hooks";
import { Problem } from "./api.ts";

/** Something that a form does: whether it is being done, and what was wrong the last time. */
export interface Attempt {
  readonly busy: boolean;
  /** What was wrong, for people; "" while nothing is. */
  readonly wrong: string;
  /** Does it, and returns whether it went well. Explain may have better words for a problem. */
  run(what: () => Promise<void>, explain?: (problem: Problem) => string | undefined): Promise<boolean>;
}

/** What a form does on the server, one at a time. */
export function useAttempt(): Attempt {
  const [state, setState] = useState({ busy: false, wrong: "" });
  return {
    ...state,
    run: async (what, explain) => {
      setState({ busy: true, wrong: "" });
      try {
        await what();
        setState({ busy: false, wrong: "" });
        return true;
      } catch (cause) {
        if (!(cause instanceof Problem)) throw cause;
        setState({ busy: false, wrong: explain?.(cause) ?? cause.message });
        return false;
      }
    },
  };
}

/** A text of a form that is being submitted. */
export function textOf(event: SubmitEvent, name: string): string {
  return String(new FormData(event.currentTarget as HTMLFormElement).get(name) ?? "");
}
