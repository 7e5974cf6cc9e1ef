/** The files on their way to the server, in a screen. */
import { useEffect, useState, useSyncExternalStore } from "react";
import { type Destination, type Sending, UploadQueue } from "./queue";

export interface Uploads {
  readonly sending: readonly Sending[];
  readonly queue: UploadQueue | null;
}

const NONE: readonly Sending[] = [];
const never = () => () => undefined;
const nothing = () => NONE;

export function useUploads(to: Destination, person: number, arrived: () => Promise<unknown>): Uploads {
  const [queue, setQueue] = useState<UploadQueue | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: where files go is told apart by its name
  useEffect(() => {
    const made = new UploadQueue(to, person, arrived);
    setQueue(made);
    void made.start();
    return () => made.stop();
  }, [to.subject, person]);
  const sending = useSyncExternalStore(queue?.subscribe ?? never, queue?.getSnapshot ?? nothing);
  return { sending, queue };
}
