"""Creates the stack of a packaged template in moto, in this process, and prints what is there then, as JSON by logical id.

usage: stack.py <template.json> <parameter>=<value>…

moto fails on whatever refers to a resource of a type that it does not know; so those are taken out first, a reference to one
becomes its logical id, and they are listed as `unsupported`.
"""

import json
import logging
import os
import re
import sys
import warnings

os.environ["MOTO_ACCOUNT_ID"] = "000000000000"
os.environ["AWS_DEFAULT_REGION"] = "us-east-1"
for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
    os.environ[name] = "test"
for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL"):
    os.environ.pop(name, None)

import boto3  # noqa: E402
from moto import mock_aws  # noqa: E402
from moto.cloudformation import parsing  # noqa: E402
from moto.cloudformation.parsing import get_model_map  # noqa: E402
from moto.iam.models import Role  # noqa: E402
from moto.stepfunctions.models import StateMachine  # noqa: E402
from moto.stepfunctions.parser.asl.parse.asl_parser import AmazonStateLanguageParser  # noqa: E402

STACK = "snapferry"


clean_as_moto = parsing.clean_json


def clean(value, resources):
    """moto leaves null in a list for AWS::NoValue; AWS leaves nothing."""
    cleaned = clean_as_moto(value, resources)
    return [one for one in cleaned if one is not None] if isinstance(cleaned, list) else cleaned


parsing.clean_json = clean

create_machine_as_moto = StateMachine.create_from_cloudformation_json
create_role_as_moto = Role.create_from_cloudformation_json


def create_machine(resource_name, cloudformation_json, *given, **named):
    """moto knows DefinitionString only, and no substitutions."""
    properties = cloudformation_json["Properties"]
    definition = json.dumps(properties["Definition"])
    for name, value in properties["DefinitionSubstitutions"].items():
        definition = definition.replace("${%s}" % name, value)
    AmazonStateLanguageParser.parse(definition)
    changed = {**cloudformation_json, "Properties": {**properties, "DefinitionString": definition}}
    return create_machine_as_moto(resource_name, changed, *given, **named)


def create_role(resource_name, cloudformation_json, *given, **named):
    """moto forgets ManagedPolicyArns."""
    role = create_role_as_moto(resource_name, cloudformation_json, *given, **named)
    for arn in cloudformation_json["Properties"].get("ManagedPolicyArns", []):
        boto3.client("iam").attach_role_policy(RoleName=role.name, PolicyArn=arn)
    return role


StateMachine.create_from_cloudformation_json = create_machine
Role.create_from_cloudformation_json = create_role


def without(value, gone):
    """The template's value, in which nothing refers to the resources of these logical ids."""
    if isinstance(value, list):
        return [without(one, gone) for one in value]
    if isinstance(value, str):
        return re.sub(r"\$\{(\w+)(\.[\w.]+)?\}", lambda m: m[1] if m[1] in gone else m[0], value)
    if not isinstance(value, dict):
        return value
    attribute = value.get("Fn::GetAtt", [])
    target = value.get("Ref") or (attribute.split(".") if isinstance(attribute, str) else attribute or [None])[0]
    if len(value) == 1 and target in gone:
        return target
    return {name: without(one, gone) for name, one in value.items()}


def create(body, parameters):
    known = get_model_map()
    unsupported = {name: one["Type"] for name, one in body["Resources"].items() if one["Type"] not in known}
    kept = {name: one for name, one in body["Resources"].items() if name not in unsupported}
    for one in kept.values():
        before = one.pop("DependsOn", [])
        left = [name for name in ([before] if isinstance(before, str) else before) if name not in unsupported]
        if left:
            one["DependsOn"] = left
    body = without({**body, "Resources": kept}, unsupported)
    cloudformation = boto3.client("cloudformation")
    cloudformation.create_stack(
        StackName=STACK,
        TemplateBody=json.dumps(body),
        Parameters=[{"ParameterKey": name, "ParameterValue": value} for name, value in parameters],
        Capabilities=["CAPABILITY_NAMED_IAM"],
    )
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=STACK)
    created = [one for page in pages for one in page["StackResourceSummaries"]]
    outputs = cloudformation.describe_stacks(StackName=STACK)["Stacks"][0].get("Outputs", [])
    return {
        "unsupported": unsupported,
        "absent": sorted(set(kept) - {one["LogicalResourceId"] for one in created}),
        "outputs": {one["OutputKey"]: one["OutputValue"] for one in outputs},
        "resources": {one["LogicalResourceId"]: look(one) for one in created},
    }


def look(one):
    """What the service itself says of a resource, for the types that are asserted one by one."""
    id = one["PhysicalResourceId"]
    find = FINDERS.get(one["ResourceType"], lambda id: {})
    return {"type": one["ResourceType"], "id": id, **find(id)}


def table(id):
    said = boto3.client("dynamodb").describe_table(TableName=id)["Table"]
    return {name: said.get(name) for name in ("KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes")}


def machine(id):
    return {"definition": boto3.client("stepfunctions").describe_state_machine(stateMachineArn=id)["definition"]}


def rule(id):
    name = id.split("/")[-1]
    events = boto3.client("events")
    said = events.describe_rule(Name=name)
    return {
        "pattern": said.get("EventPattern"),
        "schedule": said.get("ScheduleExpression"),
        "targets": [one["Arn"] for one in events.list_targets_by_rule(Rule=name)["Targets"]],
    }


def function(id):
    said = boto3.client("lambda").get_function_configuration(FunctionName=id)
    return {
        "arn": said["FunctionArn"],
        "role": said["Role"],
        "environment": said.get("Environment", {}).get("Variables", {}),
        "timeout": said["Timeout"],
    }


def role(id):
    iam = boto3.client("iam")
    attached = [one["PolicyArn"] for one in iam.list_attached_role_policies(RoleName=id)["AttachedPolicies"]]
    return {"arn": iam.get_role(RoleName=id)["Role"]["Arn"], "attached": attached, "inline": iam.list_role_policies(RoleName=id)["PolicyNames"]}


def queue(id):
    said = boto3.client("sqs").get_queue_attributes(QueueUrl=id, AttributeNames=["All"])["Attributes"]
    return {"arn": said["QueueArn"], "policy": said.get("Policy"), "retentionSeconds": int(said["MessageRetentionPeriod"])}


def log_group(id):
    said = boto3.client("logs").describe_log_groups(logGroupNamePrefix=id)["logGroups"]
    return {"retentionDays": next(one.get("retentionInDays") for one in said if one["logGroupName"] == id)}


FINDERS = {
    "AWS::DynamoDB::Table": table,
    "AWS::StepFunctions::StateMachine": machine,
    "AWS::Events::Rule": rule,
    "AWS::Lambda::Function": function,
    "AWS::IAM::Role": role,
    "AWS::SQS::Queue": queue,
    "AWS::Logs::LogGroup": log_group,
}

if __name__ == "__main__":
    template, *given = sys.argv[1:]
    logging.disable()
    warnings.simplefilter("ignore")
    with open(template) as file, mock_aws(config={"lambda": {"use_docker": False}}):
        print(json.dumps(create(json.load(file), [one.split("=", 1) for one in given])))
