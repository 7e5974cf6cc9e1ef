/** The files on their way to an application, in a screen. */
import { useEffect, useState, useSyncExternalStore } from "react";
import { type Sending, UploadQueue } from "./queue";

export interface Uploads {
  readonly sending: readonly Sending[];
  readonly queue: UploadQueue | null;
}

const NONE: readonly Sending[] = [];
const never = () => () => undefined;
const nothing = () => NONE;

export function useUploads(application: number, person: number, arrived: () => Promise<unknown>): Uploads {
  const [queue, setQueue] = useState<UploadQueue | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is done on arrival does not change
  useEffect(() => {
    const made = new UploadQueue(application, person, arrived);
    setQueue(made);
    void made.start();
    return () => made.stop();
  }, [application, person]);
  const sending = useSyncExternalStore(queue?.subscribe ?? never, queue?.getSnapshot ?? nothing);
  return { sending, queue };
}
