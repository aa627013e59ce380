import { GetDataLakeSettingsCommand, type DataLakeSettings, type PrincipalPermissions } from '@aws-sdk/client-lakeformation';
import type { Check, Finding } from '../finding.ts';
import type { Clients } from '../clients.ts';
import { putSettings } from './administrators.ts';

/** From version 3 on, LF-Tags and principals of other accounts are shared through AWS RAM. */
const oldest = 3;
const advised = '4';

function versionCheck(account: 'consumer' | 'central'): Check {
  return {
    title: `cross-account version of the ${account} account`,
    account,
    findings: async (look) => {
      const settings = await read(look[account]);
      const version = settings.Parameters?.['CROSS_ACCOUNT_VERSION'] ?? '1';
      if (Number(version) >= oldest) return [];
      return [
        {
          what: `The cross-account version of ${look.mesh[account].account} is ${version}`,
          why: 'Below version 3 products cannot be shared by LF-Tags, and shares are not named after Lake Formation.',
          remedy: putSettings({ ...settings, Parameters: { ...settings.Parameters, CROSS_ACCOUNT_VERSION: advised } }),
        },
      ];
    },
  };
}

function defaultsCheck(account: 'consumer' | 'central'): Check {
  return {
    title: `default permissions of the ${account} account`,
    account,
    findings: async (look) => {
      const settings = await read(look[account]);
      const open = [
        ...(isOpen(settings.CreateDatabaseDefaultPermissions) ? ['databases'] : []),
        ...(isOpen(settings.CreateTableDefaultPermissions) ? ['tables'] : []),
      ];
      return open.map((what): Finding => ({
        what: `New ${what} of ${look.mesh[account].account} are open to IAMAllowedPrincipals`,
        why: 'Lake Formation then decides nothing about them: whoever has IAM rights reads them, granted or not.',
        remedy: putSettings({ ...settings, CreateDatabaseDefaultPermissions: [], CreateTableDefaultPermissions: [] }),
      }));
    },
  };
}

export const crossAccountVersions = [versionCheck('consumer'), versionCheck('central')];
export const defaultPermissions = [defaultsCheck('consumer'), defaultsCheck('central')];

async function read({ lake }: Clients): Promise<DataLakeSettings> {
  return (await lake.send(new GetDataLakeSettingsCommand({}))).DataLakeSettings ?? {};
}

function isOpen(defaults: readonly PrincipalPermissions[] = []): boolean {
  return defaults.some(({ Principal }) => Principal?.DataLakePrincipalIdentifier === 'IAM_ALLOWED_PRINCIPALS');
}
