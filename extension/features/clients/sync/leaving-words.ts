import type { SyncChange } from '../../../../runtime/sync/apply.ts';
import { countOf } from '../../plain-text.ts';

/**
 * @param changes what was done so that nothing of ours is left at the client
 * @returns `AI OS leaves Cursor alone from now on. It took away its MCP server and 2 skills.`
 */
export function leavingWords(
  { id, name }: { readonly id: string; readonly name: string },
  changes: readonly Pick<SyncChange, 'client' | 'kind' | 'action'>[],
): string {
  const gone = changes.filter(({ client, action }) => client === id && action === 'remove');
  const skills = gone.filter(({ kind }) => kind === 'skill').length;
  const moved = changes.filter(({ action }) => action === 'create').length;
  const taken = [
    ...(gone.length > skills ? ['its MCP server'] : []),
    ...(skills > 0 ? [countOf(skills, 'skill')] : []),
  ].join(' and ');
  return [
    `AI OS leaves ${name} alone from now on.`,
    taken === '' ? 'Nothing from AI OS was left there.' : `It took away ${taken}.`,
    ...(moved > 0 ? [`For other clients, ${countOf(moved, 'copy', 'copies')} went to another folder.`] : []),
  ].join(' ');
}
