import { onEach, withPolicy, type Resources } from './resources.ts';

/**
 * Lambda makes a function's network interfaces under the function's role. Describe works on all resources only; of the others Lambda
 * looks for all ids (Lambda developer guide, "Giving Lambda functions access to resources in an Amazon VPC": required IAM permissions).
 */
const statements = [
  { Sid: 'SeeNetworkInterfaces', Effect: 'Allow', Action: ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'], Resource: '*' },
  {
    Sid: 'HaveNetworkInterfaces',
    Effect: 'Allow',
    Action: ['ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface', 'ec2:AssignPrivateIpAddresses', 'ec2:UnassignPrivateIpAddresses'],
    Resource: { 'Fn::Sub': 'arn:${AWS::Partition}:ec2:${AWS::Region}:${AWS::AccountId}:*/*' },
  },
];

/** Functions in a VPC, with roles that let Lambda put them there. */
export function withVpc(resources: Resources, { subnets, securityGroups }: { readonly subnets: readonly string[]; readonly securityGroups: readonly string[] }): Resources {
  const roles = new Set(Object.values(resources).flatMap(({ Type, Properties }) => (Type === 'AWS::Lambda::Function' ? roleOf(Properties?.['Role']) : [])));
  const functions = onEach(resources, ['AWS::Lambda::Function'], () => ({ VpcConfig: { SubnetIds: subnets, SecurityGroupIds: securityGroups } }));
  return onEach(functions, ['AWS::IAM::Role'], (role, id) => (roles.has(id) ? withPolicy(role, 'vpc', statements) : {}));
}

/** The logical id in `{ Fn::GetAtt: [id, Arn] }`. */
function roleOf(value: unknown): string[] {
  const attribute: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'Fn::GetAtt') : undefined;
  return Array.isArray(attribute) ? [String(attribute[0])] : [];
}
