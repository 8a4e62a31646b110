import { t } from "../../lib/i18n.ts";
import { href, place, screen } from "../../lib/router.ts";
import { may, me } from "../../lib/session.ts";
import { LinkTabs } from "../../parts/Tabs.tsx";

/** What there is to administrate: of the store, and for administrators of the server. */
export function AdminTabs() {
  const tabs = [
    ...(may("manage_users") ? [{ address: screen("/admin"), label: t("admin.users") }, { address: screen("/admin/groups"), label: t("admin.groups") }] : []),
    ...(may("manage_keys") ? [{ address: screen("/admin/keys"), label: t("admin.keys") }, { address: screen("/admin/settings"), label: t("admin.settings") }] : []),
    ...(me.value?.user?.administrator
      ? [{ address: href("/server"), label: t("admin.stores") }, { address: href("/server/backups"), label: t("admin.backups") }, { address: href("/server/about"), label: t("admin.server") }]
      : []),
  ];
  return <LinkTabs label={t("nav.admin")} tabs={tabs} current={place.value.path} />;
}
