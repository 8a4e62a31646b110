import { said } from "../lib/said.ts";
import { visible } from "../lib/names.ts";

/**
 * A text that the server wrote, in the language of the app; where that has no words for it in English, and marked as
 * such. It may quote what was sent: it is text and nothing else. What the live stream has not told yet is nothing.
 */
export function Told({ text }: { text: string | undefined }) {
  if (!text) return null;
  const words = said(text);
  return words === undefined ? <bdi lang="en">{visible(text, longest)}</bdi> : <bdi>{visible(words, longest)}</bdi>;
}

/** What the server says is longer than a name, and has an end, too. */
const longest = 1200;
