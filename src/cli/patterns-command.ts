import { builtinSignatures, checkPatterns, DocklogError, explainSignature, PATTERN_SCHEMA } from '../index.js';
import { EXIT } from './exit-codes.js';
import { writeError } from './terminal.js';

type Action = 'list' | 'show' | 'test' | 'schema';

export async function runPatterns(action: Action, target: string | undefined): Promise<number> {
  switch (action) {
    case 'list':
      for (const { id, severity, title } of builtinSignatures())
        process.stdout.write(`${id.padEnd(44)} ${severity.padEnd(9)} ${title}\n`);
      return EXIT.analysed;
    case 'schema':
      process.stdout.write(`${JSON.stringify(PATTERN_SCHEMA, null, 2)}\n`);
      return EXIT.analysed;
    case 'show': {
      const signature = builtinSignatures().find(({ id }) => id === target);
      if (signature === undefined)
        throw new DocklogError('bad-option', `no signature ${target ?? ''}; docklog patterns list shows all`);
      process.stdout.write(explainSignature(signature));
      return EXIT.analysed;
    }
    case 'test': {
      if (target === undefined)
        throw new DocklogError('bad-option', 'name the directory or file with the patterns to test');
      const { signatures, problems } = await checkPatterns([target]);
      for (const { file, line, key, text } of problems)
        writeError(`${file}:${line}: ${key === '' ? '' : `${key}: `}${text}`);
      process.stdout.write(`${signatures.length} signature(s) sound, ${problems.length} problem(s)\n`);
      return problems.length > 0 ? EXIT.misuse : EXIT.analysed;
    }
  }
}
