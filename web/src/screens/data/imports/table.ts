// The table of results that can be imported (docs/import-export.md): its columns,
// and a template of it.

/** The columns; what each is for is the message imports.column_NAME. */
export const columns = [
  "person", "account", "name", "verb", "result", "activity", "activity_name", "activity_type", "course", "course_name", "timestamp", "score", "success", "duration",
] as const;

/** Those of which there must be one of each pair. */
export const needed: ReadonlySet<string> = new Set(["person", "account", "verb", "result", "activity", "timestamp"]);

/** A table to begin with. */
export const template = [
  "person,name,result,activity,activity_name,activity_type,course,course_name,timestamp,score,success,duration",
  "ada@example.org,Ada,completed,https://lms.example.org/course/7,Fire safety,course,https://lms.example.org/course/7,Fire safety,2026-03-31 14:05,85%,true,1:30:00",
  "bob@example.org,Bob,attended,https://lms.example.org/workshop/3,First aid,workshop,,,2026-04-02,,,",
  "",
].join("\r\n");

/** Saves the template as a file. */
export function saveTemplate(name: string): void {
  const address = URL.createObjectURL(new Blob([template], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.dataset.plain = "";
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
