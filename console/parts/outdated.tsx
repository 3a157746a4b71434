import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { notify, notifyFailure } from '../app/notices.tsx';
import { words } from '../words/forms.ts';

interface OutdatedProps<Thing> {
  /** What it is by now. */
  load: () => Promise<Thing>;
  /** What was typed stays, and begins from this one. */
  onKeep: (newest: Thing) => void;
  onTake: (newest: Thing) => void;
}

/** Somebody else was faster: nothing that was typed is lost, and nothing of theirs is lost unseen. */
export function Outdated<Thing>({ load, onKeep, onTake }: OutdatedProps<Thing>) {
  const then = (what: (newest: Thing) => void) => () => void load().then(what, notifyFailure);
  return (
    <Alert
      type="warning"
      header={words.changedElsewhere}
      action={
        <SpaceBetween direction="horizontal" size="xs">
          <Button formAction="none" onClick={then(onTake)}>
            {words.takeTheirs}
          </Button>
          <Button
            formAction="none"
            onClick={then((newest) => {
              onKeep(newest);
              notify({ type: 'info', header: words.mineKept });
            })}
          >
            {words.keepMine}
          </Button>
        </SpaceBetween>
      }
    >
      {words.changedElsewhereWhy}
    </Alert>
  );
}
