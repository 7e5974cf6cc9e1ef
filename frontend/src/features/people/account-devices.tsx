/** Where one is signed in, and signing out there. */
import { useQuery } from "@tanstack/react-query";
import { DataTable } from "@/components/data-table";
import { Kana } from "@/components/kana";
import { Ready } from "@/components/states";
import { moment } from "@/lib/date";
import { queries } from "@/lib/queries";
import { type Device, devicesQuery, signOutThere } from "./account-api";
import { say } from "./account-messages";
import { isoOf } from "./account-passkeys";
import { deviceLabel } from "./device-label";
import { signOut } from "./sign-in-api";

export function Devices() {
  return (
    <>
      <p>
        <Kana>{say.devicesLead}</Kana>
      </p>
      <Ready asked={useQuery(devicesQuery)}>{(devices) => <Table devices={devices} />}</Ready>
    </>
  );
}

/** This device is there even where the server has no entry for its session (a trial site's sign-in). */
function withThisFirst(devices: readonly Device[]): Device[] {
  const others = devices.filter((device) => !device.is_current);
  const here = devices.find((device) => device.is_current) ?? {
    id: 0,
    user_agent: navigator.userAgent,
    ip: "",
    created_at: 0,
    is_current: true,
  };
  return [here, ...others];
}

function Table({ devices }: { devices: readonly Device[] }) {
  async function end(device: Device): Promise<void> {
    if (device.is_current) {
      await signOut();
      location.assign("/");
      return;
    }
    await signOutThere(device.id);
    await queries.invalidateQueries({ queryKey: devicesQuery.queryKey });
  }
  const name = (device: Device) => deviceLabel(device.user_agent) || say.unknownDevice;
  return (
    <DataTable
      caption={say.devicesCaption}
      rows={withThisFirst(devices)}
      rowKey={(device) => device.id}
      columns={[
        {
          key: "device",
          title: say.device,
          cell: (device) => (device.is_current ? `${name(device)} ${say.thisDevice}` : name(device)),
        },
        {
          key: "seen",
          title: say.lastSeen,
          cell: (device) =>
            device.is_current ? say.now : moment(isoOf(device.last_seen_at ?? device.created_at)),
        },
        {
          key: "act",
          title: say.act,
          cell: (device) => (
            <button type="button" className="btn btn-2 btn-m" onClick={() => void end(device)}>
              {device.is_current ? say.signOutHere : say.signOutThere(name(device))}
            </button>
          ),
        },
      ]}
    />
  );
}
