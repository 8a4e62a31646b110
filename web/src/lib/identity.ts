/** Identities as people type or paste them, one a line or parted by commas: an address becomes a mailto:. */
export function identitiesOf(text: string): string[] {
  return text.split(/[\n,;]+/).map((one) => one.trim()).filter(Boolean).map((one) => (/^[^@\s:|]+@[^@\s]+$/.test(one) ? "mailto:" + one : one));
}
