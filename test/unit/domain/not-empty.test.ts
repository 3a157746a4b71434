import { describe, expect, it } from 'vitest';
import type { KeptOut } from '../../../functions/domain/backup/kept-out.ts';
import { checkNotEmpty } from '../../../functions/domain/backup/not-empty.ts';
import { freezeSelection, type Selection, selectionSchema } from '../../../functions/domain/backup/selection-spec.ts';
import { toFault } from '../../../functions/domain/errors.ts';

const CONF = { kind: 'ConfigMap', namespace: 'shop', name: 'conf' };

function messageOf(asked: Partial<Selection>, objects: KeptOut[]): string {
  const frozen = freezeSelection(selectionSchema.parse(asked));
  try {
    checkNotEmpty(frozen, false, objects.length > 0 ? { count: objects.length, objects } : undefined);
  } catch (thrown) {
    return toFault(thrown).message;
  }
  return 'not refused';
}

describe('a selection that holds nothing', () => {
  const resources = [{ group: '', ...CONF }];

  it('says of a single object that is there that its annotation keeps it out', () => {
    expect(messageOf({ resources }, [{ ...CONF, by: 'annotation' }])).toBe(
      'resources ConfigMap shop/conf matches only what is kept out: ConfigMap shop/conf (annotated snapferry.dev/exclude: "true")',
    );
  });

  it('says of a single object whose kind is excluded that this keeps it out', () => {
    const exclude = { resourceTypes: [{ group: '', kind: 'ConfigMap' }] };

    expect(messageOf({ resources, exclude }, [])).toContain('ConfigMap shop/conf (by exclude.resourceTypes)');
  });

  it('names what the labels of exclude keep out of the kinds that were asked for', () => {
    const asked = { namespaces: ['shop'], resourceTypes: [{ group: '', kind: 'ConfigMap' }] };
    const kept: KeptOut[] = [
      { ...CONF, by: 'exclude.resourceLabelSelector' },
      { kind: 'Namespace', name: 'cart', by: 'annotation' },
    ];

    expect(messageOf(asked, kept)).toBe(
      'resourceTypes ConfigMap matches only what is kept out: ConfigMap shop/conf (by exclude.resourceLabelSelector)',
    );
  });

  it('says that nothing matches where nothing was kept out', () => {
    expect(messageOf({ resources }, [])).toBe(
      'resources ConfigMap shop/conf matches no object of the namespaces that are selected',
    );
  });
});
