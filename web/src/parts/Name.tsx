// Names from statements: anybody's text. They are text and nothing else, apart
// from what stands around them in their own direction, and never a link's target.
import { activityName, personName, verbName, visible } from "../lib/names.ts";

/** A text of a statement. The identifier is shown on focus and hover of what holds it by title. */
export function Name({ children, id }: { children: string; id?: string | undefined }) {
  return <bdi class="name" title={id}>{visible(children)}</bdi>;
}

/** The name of a person by the identity. */
export function PersonName({ id }: { id: string }) {
  return <Name id={id}>{personName(id)}</Name>;
}

/** The name of an activity by its IRI. */
export function ActivityName({ id }: { id: string }) {
  return <Name id={id}>{activityName(id)}</Name>;
}

/** What a verb is called. */
export function VerbName({ id }: { id: string }) {
  return <Name id={id}>{verbName(id)}</Name>;
}
