import type { OrganizationView, SurroundingsView } from "#glass/surroundings.ts";
import { list } from "#words/format.ts";
import { Button } from "../../design/Button.tsx";
import { Code } from "../../design/Code.tsx";
import { EmptyState } from "../../design/EmptyState.tsx";
import { FactLines } from "../../design/Facts.tsx";
import {
  attachPolicy,
  moveAccount,
  newOrganization,
  newOrganizationPolicy,
  newUnit,
  KINDS,
  placesOf,
  renameUnit,
  updatePolicy,
} from "./forms-organization.ts";
import { Acts, Lines, Opens, Section, type PartProps } from "./parts.tsx";

/** The organization: what stands under what, and the policies that limit it. */
export function Organization(props: PartProps) {
  const { view, onForm } = props;
  const { organization } = view;
  if (organization === null)
    return (
      <EmptyState
        title="No organization yet."
        action={
          <Button kind="primary" onClick={() => onForm(newOrganization(view.accounts))}>
            New organization…
          </Button>
        }
      >
        <p>
          An organization holds accounts in units and limits all of them: service control policies limit who is in its
          accounts, resource control policies limit what belongs to them. The management account is limited by neither.
        </p>
      </EmptyState>
    );
  return (
    <>
      <Tree organization={organization} {...props} />
      {KINDS.map(({ type, name, says }) => (
        <Policies key={type} type={type} name={name} says={says} organization={organization} {...props} />
      ))}
      <Acts
        acts={[
          {
            name: "Delete organization",
            label: "Delete the organization",
            onPress: () => props.surroundings.now({ act: "DeleteOrganization" }, "The organization was deleted."),
          },
        ]}
      />
    </>
  );
}

function Tree({ organization, view, surroundings, onForm }: PartProps & { readonly organization: OrganizationView }) {
  const { id, root, management, units } = organization;
  const outside = view.accounts.filter(({ parent }) => parent === null);
  return (
    <Section
      title="Accounts and units"
      acts={
        <Button size="small" onClick={() => onForm(newUnit(placesOf(organization)))}>
          New unit…
        </Button>
      }
    >
      <FactLines className="mb-2" facts={[{ name: "Organization", value: <code>{id}</code> }]} />
      <Branch place={root} name="Root" {...{ organization, view, surroundings, onForm }} />
      {outside.length > 0 && (
        <Section level={3} title="Outside of it">
          <Lines
            none=""
            items={outside.map((account) => ({
              key: account.id,
              text: `${account.name} ${account.id}`,
              acts: [
                {
                  name: "Bring in…",
                  label: `Bring ${account.name} into the organization`,
                  onPress: () => onForm(moveAccount(account, placesOf(organization))),
                },
              ],
            }))}
          />
        </Section>
      )}
      <p className="mt-2 text-sm text-soft">
        {view.accounts.find((account) => account.id === management)?.name} is the management account.
        {units.length === 0 && " There is no unit yet."}
      </p>
    </Section>
  );
}

/** Root or unit, its accounts, and the units under it. */
function Branch({
  place,
  name,
  ...props
}: PartProps & { readonly organization: OrganizationView; readonly place: string; readonly name: string }) {
  const { organization, view, surroundings, onForm } = props;
  const { root, management, units } = organization;
  const unit = units.find(({ id }) => id === place);
  return (
    <div className="border-l border-line pl-4">
      <div className="flex flex-wrap items-center gap-x-3 py-1">
        <span className="font-semibold">{name}</span>
        <Attached place={place} {...{ organization }} />
        {unit !== undefined && (
          <Acts
            acts={[
              { name: "Rename…", label: `Rename unit ${name}`, onPress: () => onForm(renameUnit(unit)) },
              {
                name: "Delete",
                label: `Delete unit ${name}`,
                onPress: () =>
                  surroundings.now({ act: "DeleteOrganizationalUnit", unit: place }, `The unit ${name} was deleted.`),
              },
            ]}
          />
        )}
      </div>
      <Lines
        none={place === root ? "" : "No account is directly in it."}
        items={view.accounts
          .filter(({ parent }) => parent === place)
          .map((account) => ({
            key: account.id,
            text: (
              <>
                {account.name} <span className="numbers">{account.id}</span>
                {account.id === management && " · management account"}{" "}
                <Attached place={account.id} {...{ organization }} />
              </>
            ),
            acts: [
              {
                name: "Move…",
                label: `Move ${account.name}`,
                onPress: () => onForm(moveAccount(account, placesOf(organization))),
              },
              ...(account.id === management
                ? []
                : [
                    {
                      name: "Remove",
                      label: `Remove ${account.name} from the organization`,
                      onPress: () =>
                        surroundings.now(
                          { act: "MoveAccount", account: account.id, parent: null },
                          `${account.name} is no longer in the organization.`,
                        ),
                    },
                  ]),
            ],
          }))}
      />
      {units
        .filter(({ parent }) => parent === place)
        .map((each) => (
          <Branch key={each.id} {...props} place={each.id} name={each.name} />
        ))}
    </div>
  );
}

/** The policies on one place, by name. */
function Attached({ organization, place }: { readonly organization: OrganizationView; readonly place: string }) {
  const names = organization.policies
    .filter(({ type, targets }) => organization.enabled.includes(type) && targets.includes(place))
    .map(({ name }) => name);
  return <span className="text-sm text-soft">{names.length === 0 ? "" : list(names)}</span>;
}

function Policies({
  type,
  name,
  says,
  organization,
  view,
  surroundings,
  onForm,
}: PartProps & (typeof KINDS)[number] & { readonly organization: OrganizationView }) {
  const enabled = organization.enabled.includes(type);
  return (
    <Section
      title={name}
      acts={
        <>
          <Button
            size="small"
            aria-label={`${enabled ? "Disable" : "Enable"} ${name}`}
            onClick={() =>
              surroundings.now(
                { act: enabled ? "DisablePolicyType" : "EnablePolicyType", type },
                `${name} are ${enabled ? "disabled" : "enabled"}.`,
              )
            }
          >
            {enabled ? "Disable" : "Enable"}
          </Button>
          <Button size="small" onClick={() => onForm(newOrganizationPolicy(type, name))} aria-label={`New of ${name}`}>
            New…
          </Button>
        </>
      }
    >
      <p className="mb-1 text-sm text-soft">{enabled ? says : "Not enabled: none of them counts."}</p>
      {organization.policies
        .filter((policy) => policy.type === type)
        .map((policy) => (
          <Opens key={policy.id} name={policy.name} line={targetLine(policy.targets, view)}>
            <Code text={policy.text} label={`The policy ${policy.name}`} />
            <Section level={3} title="Attached to">
              <Lines
                none="Nothing."
                items={policy.targets.map((target) => ({
                  key: target,
                  text: placeName(target, view),
                  acts: [
                    {
                      name: "Detach",
                      label: `Detach ${policy.name} from ${placeName(target, view)}`,
                      onPress: () =>
                        surroundings.now(
                          { act: "DetachOrganizationPolicy", policy: policy.id, target },
                          `${policy.name} was detached from ${placeName(target, view)}.`,
                        ),
                    },
                  ],
                }))}
              />
            </Section>
            <Acts
              acts={[
                {
                  name: "Attach…",
                  label: `Attach ${policy.name}`,
                  onPress: () => onForm(attachPolicy(policy, organization, view.accounts)),
                },
                ...(policy.id.endsWith("FullAWSAccess")
                  ? []
                  : [
                      { name: "Edit…", label: `Edit ${policy.name}`, onPress: () => onForm(updatePolicy(policy)) },
                      {
                        name: "Delete",
                        label: `Delete ${policy.name}`,
                        onPress: () =>
                          surroundings.now(
                            { act: "DeleteOrganizationPolicy", policy: policy.id },
                            `${policy.name} was deleted.`,
                          ),
                      },
                    ]),
              ]}
            />
          </Opens>
        ))}
    </Section>
  );
}

const targetLine = (targets: readonly string[], view: SurroundingsView): string =>
  targets.length === 0 ? "attached to nothing" : `on ${list(targets.map((target) => placeName(target, view)))}`;

function placeName(place: string, { organization, accounts }: SurroundingsView): string {
  if (place === organization?.root) return "the root";
  const unit = organization?.units.find(({ id }) => id === place);
  return unit?.name ?? accounts.find(({ id }) => id === place)?.name ?? place;
}
