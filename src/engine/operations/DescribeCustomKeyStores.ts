import { optional } from "../fields.ts";
import { customKeyStoreId, keyStoreName, limit, marker } from "../shared-fields.ts";
import { oneStoreName } from "../shapes.ts";
import { defineOperation, seconds } from "../operation.ts";

export const DescribeCustomKeyStores = defineOperation({
  name: "DescribeCustomKeyStores",
  says: "Tells what custom key stores there are, or what one of them is, and how its connection stands.",
  kind: "read",
  input: {
    CustomKeyStoreId: customKeyStoreId,
    CustomKeyStoreName: optional(keyStoreName),
    Limit: limit(1000, 100),
    Marker: marker,
  },
  keys: {},
  permissions: [{ permission: "kms:DescribeCustomKeyStores" }],
  output: ["CustomKeyStores", "NextMarker", "Truncated"],
  shape: ({ CustomKeyStoreId, CustomKeyStoreName }) => oneStoreName(CustomKeyStoreId, CustomKeyStoreName),
  run({ input, keyStores }) {
    const only = { id: input.CustomKeyStoreId, name: input.CustomKeyStoreName };
    const { rows, ...more } = keyStores.page(only, input.Marker, input.Limit);
    const CustomKeyStores = rows.map((store) => {
      const { state, errorCode } = store.connection;
      const cloudHsm = store.type === "AWS_CLOUDHSM";
      return {
        CustomKeyStoreId: store.id,
        CustomKeyStoreName: store.name,
        ...(cloudHsm
          ? {
              CloudHsmClusterId: store.clusterId,
              TrustAnchorCertificate: store.trustAnchor,
            }
          : {}),
        ConnectionState: state,
        ...(errorCode === null ? {} : { ConnectionErrorCode: errorCode }),
        CreationDate: seconds(store.created),
        CustomKeyStoreType: store.type,
        ...(cloudHsm
          ? {}
          : {
              XksProxyConfiguration: {
                Connectivity: store.proxy.connectivity,
                AccessKeyId: store.proxy.accessKeyId,
                UriEndpoint: store.proxy.endpoint,
                UriPath: store.proxy.path,
                VpcEndpointServiceName: store.proxy.service?.name,
                VpcEndpointServiceOwner: store.proxy.service?.owner,
              },
            }),
      };
    });
    return { CustomKeyStores, ...more };
  },
});
