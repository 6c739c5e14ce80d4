"""Asks a server by reflection what it serves, with stock grpcio and nothing of Vertebra.

usage: reflection_client.py HOST:PORT DESCRIPTOR_SET PACKAGE

DESCRIPTOR_SET is a file with a FileDescriptorSet of the reflection contract PACKAGE, which is
grpc.reflection.v1 or grpc.reflection.v1alpha. Prints a line for each service, and one for each of
its methods as SERVICE/METHOD.
"""

import sys

import grpc
from google.protobuf import descriptor_pb2

from contract import load, message_class


def methods(answer, service):
    for serialized in answer.file_descriptor_response.file_descriptor_proto:
        file = descriptor_pb2.FileDescriptorProto.FromString(serialized)
        for declared in file.service:
            if file.package + "." + declared.name == service:
                return [method.name for method in declared.method]
    raise SystemExit("no file declares " + service)


def main(address, descriptor_set, package):
    pool = load(descriptor_set)
    request_class = message_class(pool, package + ".ServerReflectionRequest")
    response_class = message_class(pool, package + ".ServerReflectionResponse")
    with grpc.insecure_channel(address) as channel:
        ask = channel.stream_stream(
            "/" + package + ".ServerReflection/ServerReflectionInfo",
            request_serializer=request_class.SerializeToString,
            response_deserializer=response_class.FromString,
        )
        listed = next(ask(iter([request_class(list_services="")]), timeout=10))
        names = sorted(service.name for service in listed.list_services_response.service)
        # All the other questions on one stream, as stock clients do.
        questions = [request_class(file_containing_symbol=name) for name in names]
        for name, answer in zip(names, ask(iter(questions), timeout=10)):
            print(name)
            for method in sorted(methods(answer, name)):
                print(name + "/" + method)


if __name__ == "__main__":
    main(*sys.argv[1:])
