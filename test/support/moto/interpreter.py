"""moto's interpreter of state machines, behind moto's own server.

usage: interpreter.py <bridge>

Prints the server's port, and ends when its standard input does. What an execution does to the world goes to the bridge (moto.ts):
  /began, /ended  an execution (the latter with what DescribeExecution says); time stands still in between, but for what follows
  /invoke         a Task: {functionName, payload} -> {result} or {error: {errorType, errorMessage}}
  /wait           a Wait, or the pause before a retry: {seconds}; answered when they have passed
"""

import datetime
import functools
import json
import os
import sys
import types
import urllib.request

os.environ["MOTO_ACCOUNT_ID"] = "000000000000"

from moto.core.config import default_user_config  # noqa: E402
from moto.moto_server.threaded_moto_server import ThreadedMotoServer  # noqa: E402
from moto.stepfunctions.parser.asl.component.common.retry import jitter_strategy_decl, retrier_decl  # noqa: E402
from moto.stepfunctions.parser.asl.component.state.exec.state_task import lambda_eval_utils  # noqa: E402
from moto.stepfunctions.parser.asl.component.state.wait.wait_function.wait_function import WaitFunction  # noqa: E402
from moto.stepfunctions.parser.asl.parse.asl_parser import AmazonStateLanguageParser  # noqa: E402
from moto.stepfunctions.parser.asl.parse.preprocessor import Preprocessor  # noqa: E402
from moto.stepfunctions.parser.backend.execution_worker import ExecutionWorker  # noqa: E402

bridge = sys.argv[1]
# A proxy of the environment's has no business between two processes of one machine.
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def ask(path, **body):
    headers = {"content-type": "application/json"}
    with opener.open(urllib.request.Request(bridge + path, json.dumps(body).encode(), headers)) as answer:
        return json.load(answer)


def invoke(parameters, region, state_credentials):
    payload = json.loads(parameters["Payload"])
    answer = ask("/invoke", functionName=parameters["FunctionName"], payload=payload)
    if "error" in answer:
        return {"StatusCode": 200, "FunctionError": "Unhandled", "Payload": answer["error"]}
    return {"StatusCode": 200, "ExecutedVersion": "$LATEST", "Payload": answer["result"]}


def wait(seconds):
    ask("/wait", seconds=seconds)


parse = functools.cache(AmazonStateLanguageParser.parse)


def read(worker):
    """A definition is parsed once for all executions, which takes longer than one of them; what they run is made anew."""
    _, tree = parse(worker._evaluation_details.state_machine_details.definition)
    return Preprocessor().visit(tree)


def start(worker, started=ExecutionWorker.start):
    ask("/began")
    started(worker)


def run(worker, ran=ExecutionWorker._execution_logic):
    try:
        ran(worker)
    finally:
        ended = worker._execution_communication.execution.to_describe_output()
        ask("/ended", **{name: value for name, value in ended.items() if not isinstance(value, datetime.datetime)})


lambda_eval_utils._invoke_lambda_function = invoke
WaitFunction._wait_interval = lambda function, env, wait_seconds: wait(wait_seconds)
retrier_decl.time = types.SimpleNamespace(sleep=wait)
# Full jitter is a half, as in the harness of test/asl.
jitter_strategy_decl.random = types.SimpleNamespace(uniform=lambda low, high: (low + high) / 2)
ExecutionWorker._get_evaluation_entrypoint = read
ExecutionWorker.start = start
ExecutionWorker._execution_logic = run

default_user_config["stepfunctions"] = {"execute_state_machine": True}
server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()
