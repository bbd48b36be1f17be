#!/usr/bin/env bash
# Grants Keyturn's managed identity the Microsoft Graph application permissions it needs, and only those.
# Repeatable: what is granted already is left alone. Needs the Azure CLI, signed in (az login) as a
# Privileged Role Administrator. Why each permission is needed: infra/readme.md.
set -euo pipefail

usage() {
  cat <<'USAGE'
Usage: grant-graph-permissions.sh --principal <object id> [options]

  --principal <object id>  the identity: AZURE_IDENTITY_PRINCIPAL_ID in env/.env.<environment>
  --rotate owned           rotate the applications that the identity owns
  --rotate all             rotate every application
  --assign-owners          add owners to applications
  --admin-group            administrators are members of a group (ADMIN_GROUP_ID)
  --install                install the Teams app for people who lack it (TEAMS_APP_ID)
  --secret-lifetimes       read the tenant's rules on how long a secret may live
  --sign-ins               read when a credential was last used, and who made it
  --mail                   mail people whom Teams does not reach (MAIL_SENDER)
  --dry-run                say what would be granted, change nothing
USAGE
}

principal=''
dry_run=false
wanted=(Application.Read.All User.Read.All)
want() {
  local permission
  for permission in "$@"; do
    [[ " ${wanted[*]} " == *" $permission "* ]] || wanted+=("$permission")
  done
}
while (($# > 0)); do
  case "$1" in
    --principal)
      principal="${2:-}"
      shift
      ;;
    --rotate)
      case "${2:-}" in
        owned) want Application.ReadWrite.OwnedBy ;;
        all) want Application.ReadWrite.All ;;
        *) usage >&2; exit 2 ;;
      esac
      shift
      ;;
    --assign-owners) want Application.ReadWrite.All Directory.Read.All ;;
    --admin-group) want GroupMember.Read.All ;;
    --install) want TeamsAppInstallation.ReadWriteSelfForUser.All ;;
    --secret-lifetimes) want Policy.Read.All ;;
    --sign-ins) want AuditLog.Read.All ;;
    --mail) want Mail.Send ;;
    --dry-run) dry_run=true ;;
    --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
  shift || true
done
if [[ ! "$principal" =~ ^[0-9a-fA-F-]{36}$ ]]; then
  usage >&2
  exit 2
fi

# Microsoft Graph's own application id, the same in every tenant.
graph_app_id='00000003-0000-0000-c000-000000000000'
api='https://graph.microsoft.com/v1.0/servicePrincipals'

graph_id="$(az rest --method get --url "$api(appId='$graph_app_id')?\$select=id" --query id --output tsv)"
granted="$(az rest --method get --url "$api/$principal/appRoleAssignments?\$top=999" \
  --query "value[?resourceId=='$graph_id'].appRoleId" --output tsv)"
# One line for each permission: its id, a tab, its name.
roles="$(az rest --method get --url "$api(appId='$graph_app_id')?\$select=appRoles" \
  --query "appRoles[?contains(allowedMemberTypes, 'Application')].[id, value]" --output tsv)"

for permission in "${wanted[@]}"; do
  role_id="$(awk -F '\t' -v name="$permission" '$2 == name { print $1 }' <<<"$roles")"
  if [[ -z "$role_id" ]]; then
    echo "Microsoft Graph of this tenant has no application permission $permission." >&2
    exit 1
  fi
  if grep -qixF "$role_id" <<<"$granted"; then
    echo "had      $permission"
  elif "$dry_run"; then
    echo "would    $permission"
  else
    az rest --method post --url "$api/$principal/appRoleAssignments" --output none \
      --body "{\"principalId\":\"$principal\",\"resourceId\":\"$graph_id\",\"appRoleId\":\"$role_id\"}"
    echo "granted  $permission"
  fi
done

# Never taken away here: someone may have granted more on purpose.
while IFS=$'\t' read -r role_id name; do
  if grep -qixF "$role_id" <<<"$granted" && [[ " ${wanted[*]} " != *" $name "* ]]; then
    echo "more     $name (granted earlier, not asked for now)"
  fi
done <<<"$roles"
