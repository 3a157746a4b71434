import { type Command, Option } from 'commander';
import { listed, paired, wholeNumber } from './options.ts';

type Parser<Value> = (value: string, before: Value | undefined) => Value;

/** What every backup is asked for by, and every schedule. */
export function addBackupOptions(command: Command): Command {
  const what = 'What:';
  const how = 'How:';
  const add = <Value>(group: string, flags: string, description: string, parse?: Parser<Value>) => {
    const option = new Option(flags, description).helpGroup(group);
    command.addOption(parse ? option.argParser(parse) : option);
  };
  add(what, '-c, --cluster <name>', 'the cluster');
  add(what, '-n, --namespace <names>', 'namespaces, with commas', listed);
  add(what, '-A, --all-namespaces', 'all but those of the system');
  add(what, '--namespace-selector <selector>', 'namespaces with these labels, too');
  add(what, '--types <types>', 'of these, objects of these types only: ConfigMap,Deployment.apps', listed);
  add(what, '-l, --selector <selector>', 'of these, objects with these labels only');
  add(what, '--object <object>', 'single objects, too: TYPE/NAMESPACE/NAME', listed);
  add(what, '--exclude-namespace <names>', 'without these namespaces', listed);
  add(what, '--exclude-volume <claims>', 'without these claims: NAMESPACE/CLAIM', listed);
  add(what, '--exclude-types <types>', 'without objects of these types', listed);
  add(what, '--exclude-selector <selector>', 'without objects of these labels');
  add(what, '--allow-empty', 'also if nothing is selected');
  add(how, '-L, --location <name>', 'where the copies go');
  add(how, '--no-offload', 'the snapshot on the storage of the cluster is the backup');
  add(how, '--class <driver=class>', 'the VolumeSnapshotClass of a CSI driver', paired);
  add(how, '--keep-local <count>', 'snapshots of a volume that stay on the cluster (of a schedule)', count);
  add(how, '--pre-rule <name>', 'the rule that quiesces before the cut');
  add(how, '--post-rule <name>', 'the rule that thaws after it');
  command.addOption(
    new Option('--quiesce-group <group>', 'one cut for each namespace, or for all')
      .choices(['namespace', 'all'])
      .helpGroup(how),
  );
  add(how, '--max-freeze <time>', 'how long an application may be frozen');
  command.addOption(
    new Option('--on-max-freeze <end>', 'of one that thawed before the cut')
      .choices(['fail', 'continue'])
      .helpGroup(how),
  );
  add(how, '--full-read', 'read every file, changed or not');
  add(how, '--snapshot-timeout <time>', 'how long snapshots may take');
  add(how, '--set <setting=value>', 'moverLimit=2, moverTimeout=4h, cpu=1, memoryMiB=2048 …', paired);
  add(how, '--label <key=value>', 'labels of the record', paired);
  return command;
}

function count(value: string): number {
  return value === '0' ? 0 : wholeNumber(value);
}
