"""Reads a run's TensorBoard event files with Google's protobuf library and holds them against the run's other logs.

    python3 benchmarks/events.py runs/NAME      # Debian: apt-get install python3-protobuf python3-crc32c

The messages are those of tensorflow/core/util/event.proto and tensorflow/core/framework/summary.proto, by their published field numbers; checksums are those of
a library too. Of several files (a run that was resumed) a later one replaces what came after the step at which it starts, as in TensorBoard. Everything must
agree: scalars with log.csv, pictures with samples/, every histogram with itself. Anything else ends with an error.
"""
import csv
import pathlib
import struct
import sys

import crc32c
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory, unknown_fields

DOUBLE, FLOAT, INT64, INT32, STRING, MESSAGE, BYTES, ENUM = 1, 2, 3, 5, 9, 11, 12, 14  # FieldDescriptorProto.Type
MESSAGES = {
    "HistogramProto": [("min", 1, DOUBLE), ("max", 2, DOUBLE), ("num", 3, DOUBLE), ("sum", 4, DOUBLE), ("sum_squares", 5, DOUBLE), ("bucket_limit", 6, [DOUBLE]), ("bucket", 7, [DOUBLE])],
    "Image": [("height", 1, INT32), ("width", 2, INT32), ("colorspace", 3, INT32), ("encoded_image_string", 4, BYTES)],
    "Value": [("tag", 1, STRING), ("simple_value", 2, FLOAT), ("image", 4, "Image"), ("histo", 5, "HistogramProto"), ("node_name", 7, STRING)],
    "Summary": [("value", 1, ["Value"])],
    "SessionLog": [("status", 1, ENUM), ("checkpoint_path", 2, STRING), ("msg", 3, STRING)],
    "Event": [("wall_time", 1, DOUBLE), ("step", 2, INT64), ("file_version", 3, STRING), ("summary", 5, "Summary"), ("session_log", 7, "SessionLog")],
}
ONE_OF = {"Value": ("simple_value", "image", "histo"), "Event": ("file_version", "summary", "session_log")}
START = 1  # SessionLog.SessionStatus


def messages():
    file = descriptor_pb2.FileDescriptorProto(name="event.proto", package="tensorflow", syntax="proto3")
    status = file.enum_type.add(name="SessionStatus")
    for number, name in enumerate(("STATUS_UNSPECIFIED", "START", "STOP", "CHECKPOINT")):
        status.value.add(name=name, number=number)
    for name, fields in MESSAGES.items():
        message = file.message_type.add(name=name)
        if name in ONE_OF:
            message.oneof_decl.add(name="one")
        for field, number, kind in fields:
            repeated, kind = (True, kind[0]) if isinstance(kind, list) else (False, kind)
            added = message.field.add(name=field, number=number, label=3 if repeated else 1, type=MESSAGE if isinstance(kind, str) else kind)
            if isinstance(kind, str):
                added.type_name = ".tensorflow." + kind
            if kind == ENUM:
                added.type_name = ".tensorflow.SessionStatus"
            if field in ONE_OF.get(name, ()):
                added.oneof_index = 0
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    descriptor = pool.FindMessageTypeByName("tensorflow.Event")
    return message_factory.GetMessageClass(descriptor) if hasattr(message_factory, "GetMessageClass") else message_factory.MessageFactory(pool).GetPrototype(descriptor)


def need(true, message):
    if not true:
        sys.exit("events.py: " + message)


def masked(data):
    crc = crc32c.crc32c(data)
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def records(path):
    data, at = path.read_bytes(), 0
    while at < len(data):
        need(len(data) >= at + 12, f"{path} ends within a record")
        length, of_length = struct.unpack_from("<QI", data, at)
        need(masked(data[at:at + 8]) == of_length, f"{path}: the checksum of the length at byte {at} is wrong")
        body = data[at + 12:at + 12 + length]
        need(len(data) >= at + 16 + length and masked(body) == struct.unpack_from("<I", data, at + 12 + length)[0], f"{path}: the checksum of the record at byte {at} is wrong")
        yield body
        at += 16 + length


def all_known(message, path):
    strangers = unknown_fields.UnknownFieldSet(message) if hasattr(unknown_fields, "UnknownFieldSet") else message.UnknownFields()
    need(len(strangers) == 0, f"{path}: a field is not one of {type(message).DESCRIPTOR.name}")
    for field, value in message.ListFields():
        if field.message_type is not None:
            for inner in value if field.label == field.LABEL_REPEATED else [value]:
                all_known(inner, path)


def read(run):
    event_class, scalars, images, histograms = messages(), {}, {}, {}
    files = sorted(run.glob("events.out.tfevents.*"))
    need(files, f"{run} has no event files")
    for path in files:
        events = [event_class.FromString(body) for body in records(path)]
        need(events and events[0].file_version == "brain.Event:2", f"{path} does not begin with its version")
        need(all(a.wall_time <= b.wall_time and a.step <= b.step for a, b in zip(events, events[1:])), f"{path} goes back in time")
        for event in events:
            all_known(event, path)
            if event.WhichOneof("one") == "session_log":
                need(event.session_log.status == START, f"{path}: the session log is no start")
                for series in (scalars, images, histograms):
                    for key in [key for key in series if key[0] >= event.step]:
                        series.pop(key)
            for value in event.summary.value:
                {"simple_value": scalars, "image": images, "histo": histograms}[value.WhichOneof("one")][event.step, value.tag] = getattr(value, value.WhichOneof("one"))
    return files, scalars, images, histograms


def near(a, b):
    return a == b or a != a and b != b or abs(a - b) <= 1e-5 * max(abs(a), abs(b))  # six digits in log.csv, 24 bits in the events


def main(run):
    files, scalars, images, histograms = read(run)
    with open(run / "log.csv", newline="") as file:
        logged = {(int(row["step"]), name): float(value) for row in csv.DictReader(file) for name, value in row.items() if name != "step" and value}
    need(scalars.keys() == logged.keys(), f"scalars and log.csv do not have the same figures: {sorted(scalars.keys() ^ logged.keys())[:5]}")
    for key, value in scalars.items():
        need(near(value, logged[key]), f"{key} is {value} in the events and {logged[key]} in log.csv")
    sheets = {int(path.stem): path.read_bytes() for path in (run / "samples").glob("*.png")}
    need({step for step, _ in images} == sheets.keys(), f"pictures of the steps {sorted(images)}, sheets of {sorted(sheets)}")
    for (step, _), image in images.items():
        png = image.encoded_image_string
        need(png == sheets[step], f"the picture of step {step} is not the sheet")
        width, height, depth, colour = struct.unpack_from(">IIBB", png, 16)  # IHDR
        need((image.width, image.height, image.colorspace, depth, colour) == (width, height, 3, 8, 2), f"the picture of step {step} is not as it says")
    for (step, tag), histogram in histograms.items():
        limits, counts = list(histogram.bucket_limit), list(histogram.bucket)
        need(len(limits) == len(counts) > 0 and limits == sorted(limits), f"the buckets of {tag} at step {step} are in disorder")
        values = range(len(counts))  # code i lies between the limits i - ½ and i + ½
        need(all(limit == value + 0.5 for limit, value in zip(limits, values)) and (histogram.min, histogram.max) == (0, len(counts) - 1), f"the buckets of {tag} at step {step} are not one a code")
        for name, sum_ in (("num", sum(counts)), ("sum", sum(v * c for v, c in zip(values, counts))), ("sum_squares", sum(v * v * c for v, c in zip(values, counts)))):
            need(near(getattr(histogram, name), sum_), f"{name} of {tag} at step {step} is {getattr(histogram, name)}, not {sum_}")
    print(f"{len(files)} files, {len(scalars)} scalars, {len(images)} pictures, {len(histograms)} histograms: all as in log.csv and samples/")


if __name__ == "__main__":
    need(len(sys.argv) == 2, "python3 benchmarks/events.py RUN")
    main(pathlib.Path(sys.argv[1]))
