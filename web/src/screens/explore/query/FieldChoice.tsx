import { t } from "../../../lib/i18n.ts";
import { fieldLabel } from "../../../parts/answer/names.ts";
import type { Vocabulary, Word } from "./words.ts";

/** How fields are put together in a list to choose from. */
const rooms: readonly { id: string; fields: readonly string[] }[] = [
  { id: "who", fields: ["person", "actor", "instructor", "registration", "in_group", "is_group"] },
  { id: "what", fields: ["course", "activity", "activity.type", "verb_class", "verb", "interaction", "parent", "grouping", "category", "other", "course_rule", "statement_id"] },
  { id: "result", fields: ["success", "completion", "score", "score.scaled", "score.raw", "score.min", "score.max", "duration", "response", "video.length"] },
  { id: "when", fields: ["hour", "weekday", "timestamp", "stored", "lag"] },
  { id: "where", fields: ["source", "platform", "language", "device", "formal", "self_asserted", "clock_suspect"] },
];

interface FieldChoiceProps {
  vocabulary: Vocabulary;
  /** Whether a field is offered. */
  offers: (word: Word) => boolean;
  value: string;
  label: string;
  onChange: (name: string) => void;
  /** The first option, which stands for nothing. */
  none?: string;
  id?: string;
}

/** A field of the query language, by what it is about. */
export function FieldChoice({ vocabulary, offers, value, label, onChange, none, ...rest }: FieldChoiceProps) {
  const offered = vocabulary.fields.filter(offers).map((word) => word.name);
  const placed = new Set(rooms.flatMap((room) => room.fields));
  const extensions = (vocabulary.seen.extensions ?? []).map((one) => one.id).filter((id) => id.includes("["));
  const more = [...offered.filter((name) => !placed.has(name)), ...(offers({ name: "", aliases: [], type: "text", dimension: true, filter: true, column: true }) ? extensions : [])];
  const known = offered.includes(value) || more.includes(value) || value === "";
  return (
    <select {...rest} aria-label={label} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
      {none !== undefined && <option value="">{none}</option>}
      {!known && <option value={value}>{fieldLabel(value)}</option>}
      {rooms.map((room) => {
        const fields = room.fields.filter((name) => offered.includes(name));
        return fields.length > 0 ? <optgroup key={room.id} label={t("query.room_" + room.id)}>{fields.map((name) => <option key={name} value={name}>{fieldLabel(name)}</option>)}</optgroup> : null;
      })}
      {more.length > 0 && <optgroup label={t("query.room_more")}>{more.map((name) => <option key={name} value={name}>{fieldLabel(name)}</option>)}</optgroup>}
    </select>
  );
}
