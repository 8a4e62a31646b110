// Names from statements: anybody's text. They are text and nothing else, apart
// from what stands around them in their own direction, and never a link's target.
import { activityName, personName, verbName } from "../lib/names.ts";

/** A text of a statement. The identifier is shown on focus and hover of what holds it by title. */
export function Name({ children, id }: { children: string; id?: string | undefined }) {
  return <bdi class="name" title={id}>{visible(children)}</bdi>;
}

/** How much of a name is shown; what is longer is not meant to be read. */
const longest = 300;

/** Without characters that turn the direction or cannot be seen, and cut where it is no name any more. */
export function visible(text: string): string {
  const some = text.length > longest ? text.slice(0, longest).replace(/[\ud800-\udbff]$/, "") + "…" : text;
  return some.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g, "\ufffd");
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
