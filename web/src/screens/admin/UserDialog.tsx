import { useState } from "preact/hooks";
import type { components } from "../../api/schema";
import { del, get, post, put } from "../../lib/api.ts";
import { textOf, useAttempt } from "../../lib/attempt.ts";
import { t } from "../../lib/i18n.ts";
import { identitiesOf } from "../../lib/identity.ts";
import { useResource } from "../../lib/resource.ts";
import { storeName } from "../../lib/router.ts";
import { me } from "../../lib/session.ts";
import { Button } from "../../parts/Button.tsx";
import { Snippet } from "../../parts/Copy.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { Check, Field } from "../../parts/Field.tsx";
import type { User } from "./index.tsx";

type Grant = components["schemas"]["Grant"];
type Role = components["schemas"]["Role"];

/** The roles, from those that may most. */
export const roles: readonly Role[] = ["owner", "data-admin", "compliance", "auditor", "manager", "instructor", "analyst", "learner"];

/** Whom a role is about: some people, oneself, or everybody. */
export function aboutOf(role: Role): "several" | "oneself" | "everybody" {
  return role === "manager" || role === "instructor" ? "several" : role === "learner" ? "oneself" : "everybody";
}

/** The smallest group that an analyst is told of: the store's, unless another is chosen. */
export function SmallestGroup({ value }: { value?: number | undefined }) {
  const settings = useResource(value === undefined ? storeName.value + " settings" : null, (signal) => get("/settings", { signal }));
  const usual = value ?? settings.data?.min_group;
  return (
    <Field label={t("admin.min_group")} hint={t("admin.min_group_hint")}>
      <input key={usual} name="min_group" type="number" min={1} max={20} required defaultValue={usual === undefined ? "" : String(usual)} />
    </Field>
  );
}

/** Inviting somebody, or changing what they may do in this store. */
export function UserDialog({ user, close, done }: { user: User | undefined; close: () => void; done: () => void }) {
  const before = user?.grants.find((grant) => grant.store === storeName.value);
  const [role, setRole] = useState<Role | "">(before?.role ?? (user ? "" : "instructor"));
  const [link, setLink] = useState("");
  const groups = useResource(storeName.value + " groups", (signal) => get("/groups", { signal }));
  const attempt = useAttempt();
  const administrator = me.value?.user?.administrator ?? false;
  const about = role === "" ? "everybody" : aboutOf(role);

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const persons = identitiesOf(textOf(event, "persons"));
    const grant: Grant[] = role === "" ? [] : [{
      store: storeName.value, role,
      ...(about === "several" && { groups: form.getAll("groups").map(String) }),
      ...(about !== "everybody" && { persons }),
      ...(role === "analyst" && { min_group: Number(textOf(event, "min_group")) }),
    }];
    const grants = [...(user?.grants.filter((one) => one.store !== storeName.value) ?? []), ...grant];
    const name = textOf(event, "name");
    const isAdministrator = administrator ? form.has("administrator") : (user?.administrator ?? false);
    void attempt.run(async () => {
      if (user) {
        await put("/users/{id}", { path: { id: user.id }, body: { name, administrator: isAdministrator, disabled: user.disabled, grants } });
        done();
      } else {
        const made = await post("/users", { body: { email: textOf(event, "email"), name, administrator: isAdministrator, grants } });
        if (made.link) setLink(made.link);
        else done();
      }
    });
  };
  const newLink = () => void attempt.run(async () => setLink((await post("/users/{id}/link", { path: { id: user!.id } })).link));
  const disable = (disabled: boolean) =>
    void attempt.run(async () => {
      if (disabled) await del("/users/{id}", { path: { id: user!.id } });
      else await put("/users/{id}", { path: { id: user!.id }, body: { name: user!.name, administrator: user!.administrator, disabled: false, grants: user!.grants } });
      done();
    });

  if (link) {
    return (
      <Dialog title={t("admin.link")} close={done} actions={<Button kind="primary" onClick={done}>{t("common.close")}</Button>}>
        <div class="form"><p>{t("admin.link_text")}</p><Snippet label={t("admin.link")} text={link} /></div>
      </Dialog>
    );
  }
  return (
    <Dialog title={user ? user.name || user.email : t("admin.invite")} close={close}>
      <form class="form" onSubmit={submit}>
        {!user && <Field label={t("sign-in.email")}><input name="email" type="email" autocomplete="off" required /></Field>}
        <Field label={t("admin.name")}><input name="name" autocomplete="off" required maxLength={100} defaultValue={user?.name ?? ""} /></Field>
        <Field label={t("admin.role_here", { store: storeName.value })} hint={role ? t("admin.about_" + role) : undefined}>
          <select value={role} onChange={(event) => setRole(event.currentTarget.value as Role | "")}>
            {user && <option value="">{t("admin.no_role")}</option>}
            {roles.map((one) => <option key={one} value={one}>{t("admin.role_" + one)}</option>)}
          </select>
        </Field>
        {about === "several" && (groups.data?.groups.length ?? 0) > 0 && (
          <fieldset class="fieldset">
            <legend>{t("admin.groups")}</legend>
            {groups.data!.groups.map((group) => (
              <label key={group.name} class="check"><input type="checkbox" name="groups" value={group.name} defaultChecked={before?.groups?.includes(group.name) ?? false} /><span>{group.title} <span class="soft small">{t("admin.people_n", { n: group.persons.length })}</span></span></label>
            ))}
          </fieldset>
        )}
        {about !== "everybody" && (
          <Field label={about === "oneself" ? t("admin.oneself") : t("admin.persons")} hint={t("admin.persons_hint")}>
            <textarea name="persons" rows={about === "oneself" ? 1 : 4} required={about === "oneself"} defaultValue={before?.persons?.join("\n") ?? ""} />
          </Field>
        )}
        {role === "analyst" && <SmallestGroup value={before?.min_group} />}
        {administrator && <Check name="administrator" defaultChecked={user?.administrator ?? false} label={t("admin.administrator")} hint={t("admin.administrator_hint")} />}
        <p class="wrong" role="alert">{attempt.wrong}</p>
        <div class="form-actions">
          <Button kind="primary" type="submit" busy={attempt.busy}>{user ? t("common.save") : t("admin.invite_go")}</Button>
          {user && <Button onClick={newLink}>{t("admin.new_link")}</Button>}
          {user && user.id !== me.value?.user?.id && <Button kind={user.disabled ? "plain" : "danger"} onClick={() => disable(!user.disabled)}>{user.disabled ? t("admin.enable") : t("admin.disable")}</Button>}
        </div>
      </form>
    </Dialog>
  );
}
