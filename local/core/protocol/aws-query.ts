import { accepted } from './accept.ts';
import { Problems } from './problems.ts';
import { bodyText, errorStatus, queryCode, utf8 } from './protocol.ts';
import { escapeXml } from './xml-document.ts';
import { membersToXml } from './xml.ts';
import { queryTree, structureFromQuery } from './query.ts';
import { UNIT } from './shape.ts';
import type { CloudRequest } from '../wire.ts';
import type { Protocol } from './protocol.ts';

/** awsQuery: parameters in a form, answers in XML. */
export const awsQuery: Protocol = {
  route: (model, request) => model.operations.get(parameters(request).get('Action') ?? ''),

  decode: (model, operation, request) => {
    const problems = new Problems();
    const given = [...parameters(request)].filter(([name]) => name !== 'Action' && name !== 'Version' && !name.startsWith('X-Amz-'));
    const input = structureFromQuery(operation.input, queryTree(given), '', problems);
    return accepted(model, operation, input, problems);
  },

  encode: (model, operation, output, requestId) => {
    const { name } = operation;
    const members = membersToXml(operation.output, operation.output.members, output ?? {}, '');
    const result = operation.output !== UNIT ? `<${name}Result>${members}</${name}Result>` : '';
    const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
    return {
      status: 200,
      headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
      body: utf8(`<${name}Response xmlns="${model.definition.xmlNamespace ?? ''}">${result}${metadata}</${name}Response>`),
    };
  },

  encodeError: (model, error, _request, requestId) => {
    const status = errorStatus(model, error);
    const shape = model.error(error.code);
    const members = shape
      ? membersToXml(
          shape,
          shape.members.filter((member) => member.name.toLowerCase() !== 'message'),
          error.members,
          '',
        )
      : '';
    const type = status >= 500 ? 'Receiver' : 'Sender';
    const code = escapeXml(queryCode(model, error));
    const described = `<Type>${type}</Type><Code>${code}</Code><Message>${escapeXml(error.message)}</Message>${members}`;
    const namespace = model.definition.xmlNamespace ?? '';
    return {
      status,
      headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
      body: utf8(
        `<ErrorResponse xmlns="${namespace}"><Error>${described}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
      ),
    };
  },
};

function parameters(request: CloudRequest): URLSearchParams {
  return new URLSearchParams(request.method === 'GET' ? request.query : bodyText(request));
}
