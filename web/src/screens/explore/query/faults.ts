// What the server found wrong with a query, by the place in it.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Problem } from "../../../lib/api.ts";

/** A fault: its JSON pointer into the query, and what is wrong there. */
export interface Fault {
  pointer: string;
  message: string;
}

/** The faults of the query that is being put together. */
export const Faults = createContext<readonly Fault[]>([]);

/** The faults that a problem tells; pointers into {"query": …} are made to begin with the query. */
export function faultsOf(problem: Problem | undefined): Fault[] {
  if (!problem || problem.status !== 400) return [];
  return (problem.document.errors ?? []).map((error) => ({ pointer: (error.pointer ?? "").replace(/^\/query(?=\/|$)/, ""), message: error.message ?? error.detail ?? problem.message }));
}

/** What is wrong at a place, and with `below` also beneath it. */
export function useFault(pointer: string, below = true): string | undefined {
  const found = useContext(Faults).filter((fault) => fault.pointer === pointer || (below && fault.pointer.startsWith(pointer + "/")));
  return found.length > 0 ? found.map((fault) => fault.message).join(" · ") : undefined;
}
